/** How what a model is sampled from reaches its program: a row of numbers for each picture. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { ImageShape, Settings } from '../../../shared/domain'
import type { ModelDefinition } from '../../models/definition'
import type { Named } from '../../models/phase'
import { settledChoice, type DeclaredInput } from '../../models/sampling'
import { engine } from '../../tensors/engine'
import { byName } from '../networks/calls'
import { picturesOf } from '../../tensors/pixels'
import { wanted, type TensorSpec } from '../../tensors/program'
import { tf } from '../../tensors/tf'

interface Fed {
  /** Of one picture. */
  shape: readonly number[]
  dtype: TensorSpec['dtype']
  /** @param fed [batch, …shape] → as the model's `draw` takes it */
  read: (fed: Tensor, image: ImageShape) => Tensor
}

const asItIs = (fed: Tensor): Tensor => fed

type Kinds = { [K in DeclaredInput['kind']]: (input: Extract<DeclaredInput, { kind: K }>, image: ImageShape) => Fed }

const kinds: Kinds = {
  latent: ({ size }) => ({ shape: [size], dtype: 'float32', read: asItIs }),
  choice: () => ({ shape: [], dtype: 'int32', read: asItIs }),
  number: () => ({ shape: [], dtype: 'float32', read: asItIs }),
  seed: ({ latent }) => ({ shape: latent ? [latent.size] : [], dtype: latent ? 'float32' : 'int32', read: asItIs }),
  picture: (_, [height, width, channels]) => ({
    shape: [height * width * channels],
    dtype: 'uint8',
    read: (fed, image) => picturesOf(engine().graph.numbers(fed), image)
  })
}

function fedOf<K extends DeclaredInput['kind']>(input: Extract<DeclaredInput, { kind: K }>, image: ImageShape): Fed {
  return kinds[input.kind as K](input, image)
}

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
  const all = declared.filter(({ key }) => !(key in settled)).map(input => ({ key: input.key, ...fedOf(input, image) }))
  return {
    specs: Object.fromEntries(all.map(({ key, shape, dtype }) => [key, { shape: [count, ...shape], dtype }])),
    read: inputs =>
      byName(
        new Map([
          ...all.map(({ key, read }) => [key, read(wanted(inputs, key), image)] as const),
          ...Object.entries(settled).map(
            ([key, value]) => [key, settledChoice(tf.fill([count], value, 'int32'), value)] as const
          )
        ]),
        'declared input'
      )
  }
}
