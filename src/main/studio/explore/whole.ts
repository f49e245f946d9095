/**
 * Whole pictures translated: at their own size where a run's networks are convolutions all through, else cut as the
 * run's pictures are.
 */
import type { ImageShape, Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers, Output, Parsed } from '../../../shared/ipc'
import { UnreadablePicture } from '../../datasets'
import { planNetwork } from '../../layers/plan'
import { memoryAvailable } from '../../engine/memory'
import { sizeWords } from '../../lib/regular-file'
import { encodePixels } from '../../drawing/sheet'
import generate from '../../engine/calls/generate'
import { findModel } from '../../models'
import type { Context } from '../context'
import { checkCheckpoint } from '../integrity/checkpoint'
import { checkpointOf } from '../runs/checkpoint-of'
import { directed, drawn, pictureInputOf } from './asked'
import { framed } from './condition'
import { translating } from './translation'

export const wholeHandlers = (context: Context): Pick<Handlers, 'translateWhole'> => ({
  translateWhole: ({ job, ...asked }, caller) =>
    context.jobs.run({ job, kind: 'drawing', caller }, signal => translateWhole(context, asked, signal))
})

async function translateWhole(
  context: Context,
  { run: id, epoch, seed, direction, file, longest }: Omit<Parsed<'translateWhole'>, 'job'>,
  signal: AbortSignal
): Promise<Output<'translateWhole'>> {
  const run = translating(context.store.runs.get(id))
  const checkpoint = checkpointOf(context.store, run, epoch)
  await checkCheckpoint(context.store, run, checkpoint)
  const { input, shrunkFrom } = await readFitting(context, run, file, longest)
  const multiple = multipleOf(run) ?? 1
  // Halved as often as it is, a side must still have something to be mirrored from.
  const padded = padding(input, multiple, 2 * multiple)
  checkRoom(run, file.name, padded.shape)
  const { model, settings } = run
  const asked = drawn(run, seed ?? run.seed, 1, directed(run, direction ?? 0), {
    [pictureInputOf(run).key]: padded.pixels
  })
  const { pixels } = await context.sampler.ask(
    generate,
    { model, settings, shape: padded.shape, checkpoint: checkpoint.path, ...asked },
    { signal }
  )
  const [height, width, channels] = input.shape
  const png = await encodePixels({ pixels: cropped(pixels, padded.shape, input.shape), width, height, channels })
  return { epoch: checkpoint.epoch, png, width, height, shrunkFrom }
}

/** A picture, row major. */
interface Whole {
  pixels: Uint8Array
  shape: ImageShape
}

/** What divides the sides of pictures that a run's networks take; null where they take its own size alone. */
const multipleOf = ({ model, settings }: Run): number | null =>
  findModel(model).sampling.anySize?.(settings).multiple ?? null

/** Of the longer side of a picture that is translated, pixels. */
const longestSide = 8192
const overWords = `no side is translated longer than ${longestSide.toLocaleString('en')} pixels`

/**
 * At its own size, or where nobody said how large it is to be, as large as is translated and there is memory for.
 * @throws StudioError as `readWhole`
 */
async function readFitting(
  context: Context,
  run: Run,
  file: { name: string; bytes: Uint8Array },
  longest: number | undefined
): Promise<Pick<Output<'translateWhole'>, 'shrunkFrom'> & { input: Whole }> {
  if (longest !== undefined) return { input: await readWhole(context, run, file, longest), shrunkFrom: null }
  const input = await readWhole(context, run, file, longestSide)
  const side = sideThatFits(run, input.shape)
  if (side !== null) {
    const shrunkFrom = { ...input.from, why: 'more does not fit in memory' }
    return { input: await readWhole(context, run, file, side), shrunkFrom }
  }
  const isOver = multipleOf(run) !== null && Math.max(input.from.width, input.from.height) > longestSide
  return { input, shrunkFrom: isOver ? { ...input.from, why: overWords } : null }
}

/**
 * Pixels of the longer side for which there is memory, with some to spare; null where there is for all of it.
 * @param shape of the whole picture
 */
export function sideThatFits(run: Run, shape: ImageShape, available = memoryAvailable()): number | null {
  if (shape.join() === run.image.join()) return null
  const multiple = multipleOf(run) ?? 1
  const [height, width, channels] = shape
  const padded = (side: number): number => Math.ceil(side / multiple) * multiple
  const needed = neededFor(run, [padded(height), padded(width), channels])
  if (needed <= available) return null
  return Math.max(16, Math.floor(Math.max(height, width) * Math.sqrt((0.75 * available) / needed)))
}

/** @throws StudioError not-readable, naming the file */
async function readWhole(
  context: Context,
  run: Run,
  file: { name: string; bytes: Uint8Array },
  longest: number
): Promise<Whole & { from: { width: number; height: number } }> {
  if (multipleOf(run) === null) {
    const [height, width] = run.image
    return { pixels: await framed(context, run, file), shape: run.image, from: { width, height } }
  }
  const channels = run.image[2] === 1 ? 1 : 3
  try {
    const { pixels, width, height, from } = await context.decoder.whole({ bytes: file.bytes }, { channels, longest })
    return { pixels, shape: [height, width, channels], from }
  } catch (error) {
    if (error instanceof UnreadablePicture)
      throw new StudioError('not-readable', `“${file.name}” cannot be translated. ${error.message}`, { cause: error })
    throw error
  }
}

/**
 * Bytes that one translation takes at its most: every layer's output is there while its program is written, and about
 * half as much again besides.
 */
export function neededFor({ model: id, settings }: Pick<Run, 'model' | 'settings'>, shape: ImageShape): number {
  const { sampling, networks } = findModel(id)
  const each = sampling.networks.map(name => {
    const network = networks(settings)[name]
    if (!network) throw new Error(`There is no network ${name}.`)
    return planNetwork(name, { ...network, inputs: [shape] }).sizes.reduce((a, b) => a + b, 0)
  })
  return 1.5 * Float32Array.BYTES_PER_ELEMENT * Math.max(...each)
}

/**
 * Before an engine process dies of it.
 * @throws StudioError not-readable, naming the file
 */
export function checkRoom(run: Run, name: string, shape: ImageShape, available = memoryAvailable()): void {
  if (shape.join() === run.image.join()) return
  const needed = neededFor(run, shape)
  if (needed <= available) return
  throw new StudioError(
    'not-readable',
    `“${name}” cannot be translated at ${shape[1]}×${shape[0]} pixels: that takes about ${sizeWords(needed)} ` +
      `of memory, and ${sizeWords(available)} are free. Make it smaller first (on the command line: --size).`
  )
}

/** Mirrored at its lower and right edge, up to sides that a number divides and that have so many pixels at least. */
export function padding({ pixels, shape: [height, width, channels] }: Whole, multiple: number, least = 1): Whole {
  const [tall, wide] = [height, width].map(side => Math.ceil(Math.max(side, least) / multiple) * multiple) as [
    number,
    number
  ]
  if (tall === height && wide === width) return { pixels: Uint8Array.from(pixels), shape: [height, width, channels] }
  const padded = new Uint8Array(tall * wide * channels)
  for (let y = 0; y < tall; y++) {
    const from = mirrored(y, height) * width
    for (let x = 0; x < wide; x++) {
      const at = (from + mirrored(x, width)) * channels
      padded.set(pixels.subarray(at, at + channels), (y * wide + x) * channels)
    }
  }
  return { pixels: padded, shape: [tall, wide, channels] }
}

/** A place beyond a side's end, as it is found when one goes to and fro between its ends. */
function mirrored(at: number, side: number): number {
  const period = Math.max(1, 2 * (side - 1))
  const place = at % period
  return Math.min(place, period - place)
}

/** The upper left part. */
function cropped(pixels: Uint8Array, [, wide]: ImageShape, [height, width, channels]: ImageShape): Uint8Array {
  const part = new Uint8Array(height * width * channels)
  for (let y = 0; y < height; y++) {
    const from = y * wide * channels
    part.set(pixels.subarray(from, from + width * channels), y * width * channels)
  }
  return part
}
