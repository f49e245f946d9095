/** Many samples at once, compared with one another. */
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { latentAt } from '../../../shared/explore/wall'
import type { Handlers, Output, Parsed } from '../../../shared/ipc'
import { initialValue, knobsOf, pictureOf } from '../../../shared/sampling-knobs'
import arrangeCall from '../../engine/calls/arrange'
import scoresCall from '../../engine/calls/scores'
import type { WorkOptions } from '../../lib/progress'
import type { Context } from '../context'
import { checkpointOf } from '../runs/checkpoint-of'
import { drawn, latentOf, type Asked } from './asked'
import { framed } from './condition'
import { samplesOf } from './explore'
import { labelsOf, scoresPictures } from './scores'

type Wanted = Omit<Parsed<'arrangeSamples'>, 'job' | 'run'>

export const wallHandlers = (context: Context): Pick<Handlers, 'arrangeSamples'> => ({
  arrangeSamples: ({ run: id, job, ...wanted }, caller) =>
    context.jobs.run({ job, kind: 'drawing', caller }, (signal, progress) =>
      arrangeSamples(context, context.store.runs.get(id), wanted, { signal, progress })
    )
})

/** What stands on a wall, from its first place on. @throws StudioError bad-input */
export function onWall(run: Run, { wall, knobs }: Pick<Wanted, 'wall' | 'knobs'>, count: number): Asked {
  const input = latentOf(run)
  if (run.examples.scatter || pictureOf(run))
    throw new StudioError(
      'bad-input',
      `"${run.name}" does not draw pictures from latents alone: there is no wall of them.`
    )
  const wrong = [...wall.more, ...wall.fewer].find(({ length }) => length !== input.size)
  if (wrong)
    throw new StudioError(
      'bad-input',
      `A latent of "${run.name}" has ${input.size} numbers; ${wrong.length} were given.`
    )
  const latents = Float32Array.from(Array.from({ length: count }, (_, i) => latentAt(wall, input, i)).flat())
  const set = Object.fromEntries(knobsOf(run).map(knob => [knob.key, knobs[knob.key] ?? initialValue(knob)]))
  return drawn(run, wall.seed, count, { ...knobs, ...set }, { [input.key]: latents })
}

async function arrangeSamples(
  context: Context,
  run: Run,
  { epoch, count, near, ...wanted }: Wanted,
  work: WorkOptions
): Promise<Output<'arrangeSamples'>> {
  const asked = onWall(run, wanted, count)
  const checkpoint = checkpointOf(context.store, run, epoch)
  const { pixels } = await samplesOf(context, run, checkpoint.epoch, asked, work)
  const network = { model: run.model, settings: run.settings, checkpoint: checkpoint.path }
  const { signal } = work
  const target = near ? await framed(context, run, { name: near.name, bytes: near.file }, 'be compared') : null
  const found = await context.sampler.ask(
    arrangeCall,
    { ...network, pixels: Uint8Array.from(pixels), count, near: target && Uint8Array.from(target) },
    { signal }
  )
  const scored = scoresPictures(run)
    ? await context.sampler.ask(
        scoresCall,
        { ...network, shape: run.image, pixels: Uint8Array.from(pixels), labels: labelsOf(asked), count },
        { signal }
      )
    : null
  return {
    epoch: checkpoint.epoch,
    scores: scored && [...scored.scores],
    novelty: [...found.novelty],
    nearness: near ? [...found.nearness] : null,
    map: Array.from({ length: count }, (_, i) => [found.map[2 * i] ?? 0, found.map[2 * i + 1] ?? 0])
  }
}
