/** Training pictures as a network sees them in the first step of a run, by the code and the draws of that step. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { ImageShape, Settings } from '../../../shared/domain'
import { elementCount } from '../../lib/shape'
import { findModel } from '../../models'
import type { ModelDefinition } from '../../models/definition'
import { exampleKindOf } from '../../models/examples'
import type { Alteration } from '../../models/phase'
import { engine } from '../../tensors/engine'
import { bytesOf } from '../../tensors/pixels'
import { wanted, type Method } from '../../tensors/program'
import { Draws } from '../../tensors/random/draws'
import { tf } from '../../tensors/tf'
import type { SamplePixels } from '../protocol'
import { batchOf } from '../step/columns'
import { exampleDraws } from '../step/example-draws'
import { wholeBatch } from '../step/micro-batches'
import { StepRecord } from '../step/record'

export interface SeenOrder {
  model: string
  settings: Settings
  seed: number
  /** Packed rows, one after another. */
  rows: Uint8Array
  /** Of every example. */
  times: number
}

/**
 * @returns a row for each example: it as it is, then as often as was asked for as it is seen, several pictures of an
 *   example beside each other; null where these settings leave all as it is
 */
export async function seenExamples({
  model: id,
  settings,
  seed,
  rows,
  times
}: SeenOrder): Promise<SamplePixels | null> {
  const model = findModel(id)
  const { alters } = model
  const seen = alters?.seen(settings)
  if (!alters || !seen) return null
  const kind = exampleKindOf(model)
  const image = model.image(settings)
  const width = kind.numbers(image)
  const count = rows.length / width
  const program = await engine().compile({
    variables: new Map(),
    methods: { seen: seenMethod({ model, settings, alters, seed }, image, count * times) }
  })
  try {
    const pixels = new Uint8Array(rows.length * times)
    for (let at = 0; at < count * times; at++)
      pixels.set(rows.subarray(Math.floor(at / times) * width, (Math.floor(at / times) + 1) * width), at * width)
    const { plain, altered } = await program.run('seen', { step: Int32Array.of(0), pixels })
    if (!plain || !altered) throw new Error('The method made no pictures.')
    const examples = count / kind.rowsPerExample
    const [height, side, channels] = image
    const across = plain.length / (examples * times * elementCount(image))
    const shape: ImageShape = [height, side * across, channels]
    return { count: examples * (1 + times), columns: 1 + times, shape, pixels: woven(plain, altered, shape, times) }
  } finally {
    program.dispose()
  }
}

interface Seen {
  model: ModelDefinition
  settings: Settings
  alters: Alteration
  seed: number
}

/** seen {step: int32 [], pixels: uint8 [rows, numbers]} → plain, altered: int32 [examples, height, width, channels]. */
function seenMethod({ model, settings, alters, seed }: Seen, image: ImageShape, rows: number): Method {
  const kind = exampleKindOf(model)
  const batchSize = rows / kind.rowsPerExample
  return {
    inputs: {
      step: { shape: [], dtype: 'int32' },
      pixels: { shape: [rows, kind.numbers(image)], dtype: 'uint8' }
    },
    run: inputs => {
      const draws = new Draws(seed, wanted(inputs, 'step'))
      const columns = kind.columns(engine().graph.numbers(wanted(inputs, 'pixels')), image)
      const record = new StepRecord()
      const part = wholeBatch({ batchSize, count: 1, sideBySide: false })
      const seen = alters.seen(settings)?.(batchOf(columns), {
        draw: exampleDraws(draws.at(alters.phase), draws.at('shared'), batchSize, part, record),
        progress: tf.scalar(1),
        state: name => tf.scalar(stateOf(alters, name))
      })
      const plain = Object.values(columns)
      const made = { plain: besideEachOther(plain), altered: besideEachOther(seen ?? plain) }
      record.dispose()
      return made
    }
  }
}

function stateOf({ state = {} }: Alteration, name: string): number {
  const value = state[name]
  if (value === undefined) throw new Error(`It is not declared with what "${name}" pictures are shown.`)
  return value
}

/** [examples, height, width, channels] each → [examples, height, all widths, channels], as bytes. */
const besideEachOther = (pictures: readonly Tensor[]): Tensor => bytesOf(tf.concat([...pictures], 2))

/** Of every example: it as it is once, then all the ways in which it is seen. */
function woven(plain: ArrayLike<number>, altered: ArrayLike<number>, shape: ImageShape, times: number): Uint8Array {
  const each = elementCount(shape)
  const examples = plain.length / (each * times)
  const pixels = new Uint8Array(examples * (1 + times) * each)
  for (let example = 0; example < examples; example++) {
    const [from, to] = [example * times * each, example * (1 + times) * each]
    for (let i = 0; i < each; i++) pixels[to + i] = plain[from + i] ?? 0
    for (let i = 0; i < times * each; i++) pixels[to + each + i] = altered[from + i] ?? 0
  }
  return pixels
}
