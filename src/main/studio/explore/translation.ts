/** Runs that translate: what they make of inputs of training pairs, of pictures of a domain, and of somebody's own. */
import { elementCount } from '../../lib/shape'
import type { Direction, Run, Sheet } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers, Parsed } from '../../../shared/ipc'
import { directionsOf, pictureOf } from '../../../shared/sampling-knobs'
import type { WorkOptions } from '../../lib/progress'
import { findModel } from '../../models'
import type { Context } from '../context'
import { checkpointOf } from '../runs/checkpoint-of'
import { picturesOf, toRgba } from './explore'
import { framed, readCondition, readPairs } from './condition'
import { directed, drawn, pictureInputOf } from './asked'
import { stackedSheet, type Wanted } from './stacked-sheet'

export function translationHandlers(context: Context): Pick<Handlers, 'readInput' | 'translate'> {
  const { store, jobs } = context
  return {
    readInput: ({ run: id, job, of, direction }, caller) =>
      jobs.run({ job, kind: 'drawing', caller }, async (signal, progress) => {
        const run = translating(store.runs.get(id))
        const { input, target } = await readCondition(context, run, of, direction, { signal, progress })
        const shown = (pixels: Uint8Array) => toRgba({ count: 1, shape: run.image, pixels })
        return { pixels: Uint8Array.from(input), input: shown(input), target: target && shown(target) }
      }),

    translate: ({ run: id, job, seed, ...asked }, caller) =>
      jobs.run({ job, kind: 'drawing', caller }, (signal, progress) => {
        const run = translating(store.runs.get(id))
        return translations(context, run, { ...asked, seed: seed ?? run.seed }, { signal, progress })
      })
  }
}

interface Asked extends Pick<Parsed<'translate'>, 'epoch' | 'columns' | 'gap'> {
  of: Wanted | { files: { name: string; bytes: Uint8Array }[] }
  /** Of the latents. */
  seed: number
  direction?: Direction | undefined
}

/**
 * A sheet of inputs, below each row what was made of them, and below that the targets where they are known; of domains
 * instead what came back.
 * @property pairs their places; none of files
 */
export async function translations(
  context: Context,
  run: Run,
  { epoch, of, seed, direction = 0, columns, gap }: Asked,
  work: WorkOptions
): Promise<{ epoch: number; pairs: number[]; columns: number; sheet: Sheet }> {
  const checkpoint = checkpointOf(context.store, run, epoch)
  const { inputs, targets, places } =
    'files' in of
      ? {
          inputs: Buffer.concat(await Promise.all(of.files.map(file => framed(context, run, file)))),
          targets: null,
          places: []
        }
      : await readPairs(context, run, of, direction, work)
  const { key } = pictureInputOf(run)
  const made = async (pictures: Uint8Array, way: Direction): Promise<Uint8Array> => {
    const asked = drawn(run, seed, pictures.length / elementCount(run.image), directed(run, way), { [key]: pictures })
    return (await picturesOf(context, run, checkpoint.epoch, asked, work)).pixels
  }
  const there = await made(inputs, direction)
  const below = directionsOf(run) ? await made(there, direction === 0 ? 1 : 0) : targets
  return {
    epoch: checkpoint.epoch,
    pairs: [...places],
    ...(await stackedSheet([inputs, there, ...(below ? [below] : [])], run.image, { columns, gap }))
  }
}

/** @throws StudioError bad-input */
export function translating(run: Run): Run {
  if (pictureOf(run)) return run
  throw new StudioError(
    'bad-input',
    `"${run.name}" is a ${findModel(run.model).name}, which does not translate pictures. ` +
      'A run that was trained on pairs, or on two kinds of pictures, does.'
  )
}
