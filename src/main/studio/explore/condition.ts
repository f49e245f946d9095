/**
 * What runs that translate are conditioned on: inputs of training pairs, pictures of a domain, and
 * somebody's own.
 */
import { elementCount } from '../../lib/shape'
import type { Direction, Condition, Run } from '../../../shared/domain'
import { counted } from '../../../shared/counted'
import { StudioError } from '../../../shared/errors'
import { directionsOf } from '../../../shared/sampling-knobs'
import { UnreadablePicture } from '../../datasets'
import type { PackedDataset } from '../../engine/protocol'
import type { WorkOptions } from '../../lib/progress'
import { hasTargets } from '../../models/examples'
import { packedPictures, readPictures } from '../../metrics/tools/packed'
import type { Context } from '../context'
import { preparePictures } from '../training/preparation'
import { chosen, type Wanted } from './stacked-sheet'

/**
 * One conditioning picture, height × width × channels bytes; the target where it is known.
 * @throws StudioError bad-input, not-found, not-readable
 */
export async function readCondition(
  context: Context,
  run: Run,
  condition: Condition,
  direction: Direction = 0,
  work: WorkOptions = {}
): Promise<{ input: Uint8Array; target: Uint8Array | null }> {
  if ('file' in condition)
    return { input: await framed(context, run, { name: condition.name, bytes: condition.file }), target: null }
  if ('pixels' in condition) {
    if (condition.pixels.length !== elementCount(run.image))
      throw new StudioError(
        'bad-input',
        `A picture of "${run.name}" is ${run.image.join('×')} bytes; ${condition.pixels.length} were given.`
      )
    return { input: condition.pixels, target: null }
  }
  const dataset = await packedPairs(context, run, work)
  const { one, many } = run.examples
  const { count } = packedPictures(dataset, direction === 0 ? 'input' : 'target')
  if (condition.pair >= count)
    throw new StudioError(
      'bad-input',
      `"${run.datasetName}" has ${counted(count, one, many)}${directionsOf(run) ? ' of this kind' : ''}; there ` +
        `is no ${one} ${condition.pair + 1}.`
    )
  const { inputs, targets } = await readPairs(context, run, { count: 1, offset: condition.pair }, direction, work)
  return { input: inputs, target: targets }
}

/** Inputs of training pairs, in an order drawn by a seed, as often as it takes: count × height × width × channels. */
export async function drawInputs(dataset: PackedDataset, seed: number, count: number): Promise<Uint8Array> {
  const inputs = packedPictures(dataset, 'input')
  const order = chosen({ count: inputs.count, seed }, inputs.count, 'pairs')
  return readPictures(
    inputs,
    Int32Array.from({ length: count }, (_, i) => order[i % order.length] ?? 0)
  )
}

/**
 * Training pairs by what is wanted of them; of domains, pictures of the one that a direction begins at. @property
 * places among them @property targets null where there are none
 */
export async function readPairs(
  context: Context,
  run: Run,
  wanted: Wanted,
  direction: Direction = 0,
  work: WorkOptions = {}
): Promise<{ places: Int32Array; inputs: Uint8Array; targets: Uint8Array | null }> {
  const dataset = await packedPairs(context, run, work)
  const given = packedPictures(dataset, direction === 0 ? 'input' : 'target')
  const places = chosen(wanted, given.count, run.examples.many)
  const targets = hasTargets(run.exampleKind) ? await readPictures(packedPictures(dataset), places) : null
  return { places, inputs: await readPictures(given, places), targets }
}

/** The run's training pairs in its own framing. */
async function packedPairs(context: Context, run: Run, work: WorkOptions): Promise<PackedDataset> {
  if (!run.dataset)
    throw new StudioError(
      'not-found',
      `The dataset "${run.datasetName}" of "${run.name}" was deleted: there are no ${run.examples.many} any ` +
        'more. A picture of your own can still be translated.'
    )
  return preparePictures(context, run, work)
}

/**
 * A picture file of any format that datasets may have, as the run's pictures are framed.
 * @param what cannot be done with it where it is no picture, for the message
 * @throws StudioError not-readable
 */
export async function framed(
  { store, decoder }: Context,
  run: Run,
  { name, bytes }: { name: string; bytes: Uint8Array },
  what = 'be translated'
): Promise<Uint8Array> {
  try {
    return (await decoder.decode({ bytes }, store.runs.framing(run.id))).pixels
  } catch (error) {
    if (error instanceof UnreadablePicture)
      throw new StudioError('not-readable', `“${name}” cannot ${what}. ${error.message}`, { cause: error })
    throw error
  }
}
