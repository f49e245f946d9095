/** The latent of somebody's picture, found in pieces: each answer shows how near it has come. */
import { counted } from '../../../shared/counted'
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { candidates } from '../../../shared/explore/projection'
import type { Handlers, Output, Parsed } from '../../../shared/ipc'
import { isKnob, knobsOf, pictureOf } from '../../../shared/sampling-knobs'
import projectCall from '../../engine/calls/project'
import { joinFloats } from '../../../shared/files/join'
import { elementCount } from '../../lib/shape'
import type { WorkOptions } from '../../lib/progress'
import { packedPictures, readPictures } from '../../metrics/tools/packed'
import { findModel } from '../../models'
import type { Context } from '../context'
import { checkCheckpoint } from '../integrity/checkpoint'
import { checkpointOf } from '../runs/checkpoint-of'
import { preparePictures } from '../training/preparation'
import { drawn, latentOf, type Asked } from './asked'
import { framed } from './condition'
import { toRgba } from './explore'

type Wanted = Omit<Parsed<'findLatent'>, 'job' | 'run'>
type Answer = Output<'findLatent'>
type State = Answer['state']

/** Steps between two answers. */
const piece = 10

export const projectionHandlers = (context: Context): Pick<Handlers, 'findLatent'> => ({
  findLatent: ({ run: id, job, ...wanted }, caller) =>
    context.jobs.run({ job, kind: 'drawing', caller }, (signal, progress) =>
      findLatent(context, context.store.runs.get(id), wanted, { signal, progress })
    )
})

async function findLatent(
  context: Context,
  run: Run,
  { epoch, picture, knobs, seed, steps, state }: Wanted,
  work: WorkOptions
): Promise<Answer> {
  const { signal } = work
  checkDraws(run)
  const checkpoint = checkpointOf(context.store, run, epoch)
  await checkCheckpoint(context.store, run, checkpoint)
  const target = await targetOf(context, run, picture, work)
  if (target.length !== elementCount(run.image))
    throw new StudioError(
      'bad-input',
      `A picture of "${run.name}" is ${run.image.join('×')} bytes; ${target.length} were given.`
    )
  const space = spaceOf(run)
  const asked = drawn(run, seed, candidates, { ...knobs, ...(space ? { [space.key]: 0 } : {}) })
  const found = await context.sampler.ask(
    projectCall,
    {
      ...{ model: run.model, settings: run.settings, shape: run.image, checkpoint: checkpoint.path },
      ...{ pixels: Uint8Array.from(target), inputs: asked.inputs, steps },
      ...{ state: state ? unpacked(run, state, steps) : null, some: state ? piece : 0 }
    },
    { signal }
  )
  return {
    epoch: checkpoint.epoch,
    state: packed(found.state),
    done: found.state.done,
    steps,
    latent: [...found.latent],
    knobs: { ...knobsAt(run, asked, found.place), ...(space ? { [space.key]: space.value } : {}) },
    target: Uint8Array.from(target),
    pixels: toRgba({ count: 2, shape: run.image, pixels: Buffer.concat([target, found.pixels]) }),
    distance: found.distance,
    toAverage: found.toAverage
  }
}

/** @throws StudioError bad-input, where there is no latent of a picture to find */
function checkDraws(run: Run): void {
  latentOf(run)
  if (run.examples.scatter)
    throw new StudioError('bad-input', `"${run.name}" draws points: there is no picture of it to find.`)
  if (pictureOf(run))
    throw new StudioError(
      'bad-input',
      `"${run.name}" makes pictures of pictures: what they look like is said by those, and hardly by its latents.`
    )
}

async function targetOf(
  context: Context,
  run: Run,
  picture: Wanted['picture'],
  work: WorkOptions
): Promise<Uint8Array> {
  if ('pixels' in picture) return picture.pixels
  if ('file' in picture) return framed(context, run, { name: picture.name, bytes: picture.file }, 'be looked for')
  if (picture.heldOut >= run.heldOutCount)
    throw new StudioError(
      'bad-input',
      run.heldOutCount === 0
        ? `"${run.name}" was begun with nothing held out of training: look for a picture of your own.`
        : `"${run.name}" was begun with ${counted(run.heldOutCount, 'picture')} held out; there is no picture ` +
            `${picture.heldOut + 1}.`
    )
  const dataset = packedPictures(await preparePictures(context, run, work, 'heldOut'))
  return readPictures(dataset, Int32Array.of(picture.heldOut))
}

/** The choice under which latents lie where directions do, which is where they are looked for. */
const spaceOf = ({ model }: Run) => findModel(model).sampling.directions?.choice

/** Numbers and choices that one of the candidates was drawn with. A seed of a latent is kept as it was asked for. */
function knobsAt(run: Run, { inputs }: Asked, place: number): Record<string, number> {
  return Object.fromEntries(
    knobsOf(run).flatMap((knob): [string, number][] => {
      const rows = inputs[knob.key]
      const latent = isKnob(knob) && knob.kind === 'seed' && knob.latent
      return rows && !latent ? [[knob.key, rows[place] ?? 0]] : []
    })
  )
}

interface Numbers extends Omit<State, 'numbers'> {
  latents: Float32Array
  first: Float32Array
  second: Float32Array
}

const packed = ({ latents, first, second, ...rest }: Numbers): State => ({
  ...rest,
  numbers: new Uint8Array(joinFloats([latents, first, second]).buffer)
})

/** @throws StudioError bad-input, where it is no state of such a search */
function unpacked(run: Run, { numbers, ...rest }: State, steps: number): Numbers {
  const each = rest.places.length * run.latent
  if (numbers.length !== 3 * each * 4 || rest.places.some(place => place >= candidates) || rest.done > steps)
    throw new StudioError('bad-input', 'What was to be gone on with is no state of this search. Begin it anew.')
  const all = new Float32Array(numbers.slice().buffer)
  return {
    ...rest,
    latents: all.slice(0, each),
    first: all.slice(each, 2 * each),
    second: all.slice(2 * each)
  }
}
