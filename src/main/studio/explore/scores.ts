/** What a run's discriminator makes of what its generator draws, and where it looks. */
import type { Pixels, Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers } from '../../../shared/ipc'
import scoresCall from '../../engine/calls/scores'
import { findModel } from '../../models'
import type { Context } from '../context'
import { checkCheckpoint } from '../integrity/checkpoint'
import { checkpointOf } from '../runs/checkpoint-of'
import { askedFor, type Asked } from './asked'
import { samplesOf, toRgba } from './explore'

export const scoreHandlers = (context: Context): Pick<Handlers, 'seeWhy'> => ({
  seeWhy: ({ run: id, job, epoch, inputs }, caller) =>
    context.jobs.run({ job, kind: 'drawing', caller }, async (signal, progress) => {
      const run = context.store.runs.get(id)
      if (!scoresPictures(run))
        throw new StudioError(
          'unsupported',
          `"${run.name}" has no discriminator that looks at whole pictures by themselves: there is no score to explain.`
        )
      const checkpoint = checkpointOf(context.store, run, epoch)
      await checkCheckpoint(context.store, run, checkpoint)
      const work = { signal, progress }
      const asked = await askedFor(context, run, inputs, work)
      const drawn = await samplesOf(context, run, checkpoint.epoch, asked, work)
      const { model, settings, image: shape } = run
      const { scores, gradients } = await context.sampler.ask(
        scoresCall,
        {
          ...{ model, settings, shape, checkpoint: checkpoint.path, count: asked.count },
          ...{ pixels: Uint8Array.from(drawn.pixels), labels: labelsOf(asked) }
        },
        { signal }
      )
      const pixels = toRgba(drawn)
      return { epoch: checkpoint.epoch, pixels, maps: mapsOf(pixels, gradients), scores: [...scores] }
    })
})

/** Whether there is a network that says how real a picture looks. */
export const scoresPictures = ({ model, settings }: Pick<Run, 'model' | 'settings'>): boolean =>
  Object.values(findModel(model).networks(settings)).some(({ scores }) => scores)

/** Classes of what was asked for; all of the first where the run has none. */
export function labelsOf({ inputs, count }: Asked): Int32Array {
  const rows = inputs.class
  return rows instanceof Int32Array ? rows : new Int32Array(count)
}

/** Red upwards, blue downwards; each picture's largest gradient is as bright as can be. */
function mapsOf({ count, height, width }: Pixels, gradients: Float32Array): Pixels {
  const plane = height * width
  const rgba = new Uint8Array(count * plane * 4)
  for (let i = 0; i < count; i++) {
    const own = gradients.subarray(i * plane, (i + 1) * plane)
    const most = own.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1
    own.forEach((value, p) => {
      // Square roots show what is faint beside the brightest.
      const strength = Math.round(255 * Math.sqrt(Math.abs(value) / most))
      rgba.set(value > 0 ? [strength, strength >> 2, 0, 255] : [0, strength >> 2, strength, 255], 4 * (i * plane + p))
    })
  }
  return { count, height, width, rgba }
}
