/**
 * A network, or what draws, as TensorFlow's SavedModel: Python, TensorFlow Serving and TensorFlow Lite open it. An
 * input that is called as one of Python's own words has an underscore there: `class_`.
 */
import { graphFormat } from './tensorflow/format'
import { savedModel, signature } from './tensorflow/saved-model'

export default graphFormat({
  id: 'saved-model',
  title: 'Export SavedModel',
  label: 'Network (SavedModel)',
  summary: 'A network of a checkpoint as TensorFlow opens it, weights and all: the same pictures without the studio.',
  files: graph => ({ 'saved_model.pb': savedModel(graph) }),
  opened: `tf.saved_model.load(FOLDER).signatures["${signature}"]`
})
