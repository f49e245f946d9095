/** Runs of pairs: what they make of inputs of training pairs, and of pictures of somebody's own. */
import type { Run, Sheet } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers, Parsed } from '../../../shared/ipc'
import { findModel } from '../../models'
import type { Context } from '../context'
import { checkpointOf } from '../runs/checkpoint-of'
import { picturesOf, toRgba } from './explore'
import { framed, readGiven, readPairs } from './given'
import { drawn, pictureInputOf, pictureSize } from './asked'
import { stackedSheet, type Wanted } from './stacked-sheet'

export function translationHandlers(context: Context): Pick<Handlers, 'readInput' | 'translate'> {
  const { store } = context
  return {
    readInput: async ({ run: id, of }) => {
      const run = withPairs(store.runs.get(id))
      const { input, target } = await readGiven(context, run, of)
      const shown = (pixels: Uint8Array) => toRgba({ count: 1, shape: run.image, pixels })
      return { pixels: Uint8Array.from(input), input: shown(input), target: target && shown(target) }
    },

    translate: async ({ run: id, epoch, of, seed, columns, gap }) => {
      const run = withPairs(store.runs.get(id))
      return translations(context, run, { epoch, of, seed: seed ?? run.seed, columns, gap })
    }
  }
}

interface Asked extends Pick<Parsed<'translate'>, 'epoch' | 'columns' | 'gap'> {
  of: Wanted | { files: { name: string; bytes: Uint8Array }[] }
  /** Of the latents. */
  seed: number
}

/**
 * A sheet of inputs, below each row what was made of them, and where they are known below that the targets. @property
 * pairs their places; none of files
 */
export async function translations(
  context: Context,
  run: Run,
  { epoch, of, seed, columns, gap }: Asked
): Promise<{ epoch: number; pairs: number[]; columns: number; sheet: Sheet }> {
  const { store, sampler } = context
  const checkpoint = checkpointOf(store, run, epoch)
  const { inputs, targets, places } =
    'files' in of
      ? {
          inputs: Buffer.concat(await Promise.all(of.files.map(file => framed(context, run, file)))),
          targets: null,
          places: []
        }
      : await readPairs(context, run, of)
  const { key } = pictureInputOf(run)
  const { pixels } = await picturesOf(
    store,
    sampler,
    run,
    checkpoint.epoch,
    drawn(run, seed, inputs.length / pictureSize(run.image), {}, { [key]: inputs })
  )
  return {
    epoch: checkpoint.epoch,
    pairs: [...places],
    ...(await stackedSheet([inputs, pixels, ...(targets ? [targets] : [])], run.image, { columns, gap }))
  }
}

/** @throws StudioError bad-input */
function withPairs(run: Run): Run {
  if (run.form === 'pairs') return run
  throw new StudioError(
    'bad-input',
    `"${run.name}" is a ${findModel(run.model).name}, which makes nothing of pictures. A run of pairs does.`
  )
}
