/** A network, or what draws, for TensorFlow.js: web pages and Node open it. */
import { graphModel } from './tensorflow/graph-model'
import { graphFormat } from './tensorflow/format'

export default graphFormat({
  id: 'tfjs',
  title: 'Export for TensorFlow.js',
  label: 'Network (TensorFlow.js)',
  summary: 'A network of a checkpoint as TensorFlow.js opens it, weights and all: the same pictures in any web page.',
  files: graphModel,
  opened: 'tf.loadGraphModel("model.json")'
})
