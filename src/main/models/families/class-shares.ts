/** Pictures between two classes: how much of each class a generator is asked for, and what a person sets of it. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import type { Named, NetworkCall } from '../phase'
import { classInput, numberInput, type DeclaredInput } from '../sampling'

/** All of one class: int32 [batch] → [batch, classes]. */
export const wholly = (label: Tensor, classes: number): Tensor =>
  tf.cast(tf.oneHot(tf.cast(label, 'int32'), classes), 'float32')

/** How many classes a generator knows that is given [latent] and shares of classes. */
export function classesOf({ inputs }: NetworkCall): number {
  const [classes] = inputs[1] ?? []
  if (classes === undefined) throw new Error('This generator is given no shares of classes.')
  return classes
}

const secondClass = {
  key: 'with',
  label: 'Mixed with',
  help: 'The class that “Mix” leads to.',
  kind: 'choice',
  choices: 'classes'
} satisfies DeclaredInput

const mix = numberInput({
  key: 'mix',
  label: 'Mix',
  help: 'How much of the second class there is in the picture. 0: none; 1: nothing else.',
  min: 0,
  max: 1,
  default: 0
})

export const mixingInputs: readonly DeclaredInput[] = [classInput, secondClass, mix]

/** Interpolates between two classes (Brock et al. 2019, figure 8): [batch, classes]. */
export function mixed(input: Named<Tensor>, classes: number): Tensor {
  const share = tf.reshape(input(mix.key), [-1, 1])
  const [one, other] = [wholly(input(classInput.key), classes), wholly(input(secondClass.key), classes)]
  return tf.add(tf.mul(one, tf.sub(1, share)), tf.mul(other, share))
}
