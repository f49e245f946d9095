/** How what a model is sampled from reaches its program: a row of numbers for each picture. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { elementCount } from '../../lib/shape'
import type { ImageShape, Settings } from '../../../shared/domain'
import type { ModelDefinition } from '../../models/definition'
import type { Named } from '../../models/phase'
import { settledChoice, type DeclaredInput } from '../../models/sampling'
import { engine } from '../../tensors/engine'
import { byName } from '../networks/calls'
import { picturesOf } from '../../tensors/pixels'
import { wanted, type TensorSpec } from '../../tensors/program'
import { tf } from '../../tensors/tf'

/** What an input is for one picture, as the model's `draw` takes it. */
interface Form {
  shape: readonly number[]
  dtype: 'float32' | 'int32'
  /** Where it is fed as something else. */
  packed?: TensorSpec & {
    /** [batch, …shape] → as `draw` takes it */
    read: (fed: Tensor) => Tensor
  }
}

type Kinds = { [K in DeclaredInput['kind']]: (input: Extract<DeclaredInput, { kind: K }>, image: ImageShape) => Form }

const kinds: Kinds = {
  latent: ({ size }) => ({ shape: [size], dtype: 'float32' }),
  choice: () => ({ shape: [], dtype: 'int32' }),
  number: () => ({ shape: [], dtype: 'float32' }),
  seed: ({ latent }) => ({ shape: latent ? [latent.size] : [], dtype: latent ? 'float32' : 'int32' }),
  picture: (_, image) => ({
    shape: image,
    dtype: 'float32',
    packed: {
      shape: [elementCount(image)],
      dtype: 'uint8',
      read: fed => picturesOf(engine().graph.numbers(fed), image)
    }
  })
}

/** What an input is for one picture of this shape. */
export function formOf<K extends DeclaredInput['kind']>(
  input: Extract<DeclaredInput, { kind: K }>,
  image: ImageShape
): Form {
  return kinds[input.kind as K](input, image)
}

/** Choices that are settled, as `draw` takes them, by key. */
export const settledInputs = (settled: Readonly<Record<string, number>>, count: number): [string, Tensor][] =>
  Object.entries(settled).map(([key, value]) => [key, settledChoice(tf.fill([count], value, 'int32'), value)])

/** Where a method is for something less than all that its model can draw. */
export interface Narrowed {
  /** Of the pictures it is given; the model's own by default. */
  image?: ImageShape
  /** Choices that are settled, by key: they are not fed. */
  settled?: Readonly<Record<string, number>>
}

/** What a method that draws `count` pictures takes, and how it reads it. */
export function fedInputs(
  model: ModelDefinition,
  settings: Settings,
  count: number,
  { image = model.image(settings), settled = {} }: Narrowed = {}
): { specs: Record<string, TensorSpec>; read: (inputs: Record<string, Tensor>) => Named<Tensor> } {
  const declared = model.sampling.inputs(settings)
  const all = declared
    .filter(({ key }) => !(key in settled))
    .map(input => ({ key: input.key, form: formOf(input, image) }))
  return {
    specs: Object.fromEntries(
      all.map(({ key, form }) => {
        const { shape, dtype } = form.packed ?? form
        return [key, { shape: [count, ...shape], dtype }]
      })
    ),
    read: inputs =>
      byName(
        new Map([
          ...all.map(({ key, form: { packed } }) => {
            const fed = wanted(inputs, key)
            return [key, packed ? packed.read(fed) : fed] as const
          }),
          ...settledInputs(settled, count)
        ]),
        'declared input'
      )
  }
}
