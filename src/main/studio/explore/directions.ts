/** Directions in a run's latents that change its pictures: found, kept, and shown as rows of pictures. */
import { randomUUID } from 'node:crypto'
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { movedTo } from '../../../shared/explore/along'
import type { LatentDirection } from '../../../shared/explore/directions'
import type { Handlers, Parsed } from '../../../shared/ipc'
import { drawLatents } from '../../../shared/random'
import { pictureOf } from '../../../shared/sampling-knobs'
import findCall from '../../engine/calls/directions'
import spaceCall from '../../engine/calls/space'
import { directionMethods } from '../../engine/directions'
import { encodeSheet } from '../../drawing/sheet'
import type { WorkOptions } from '../../lib/progress'
import { findModel } from '../../models'
import type { Context } from '../context'
import { checkCheckpoint } from '../integrity/checkpoint'
import { checkpointOf } from '../runs/checkpoint-of'
import { askedFor, latentOf } from './asked'
import { picturesOf } from './explore'

type Requests = 'listDirections' | 'keepDirections' | 'findDirections' | 'directionSheet' | 'latentsInSpace'
type Asked = Omit<Parsed<'findDirections'>, 'job' | 'run'>

export function directionHandlers(context: Context): Pick<Handlers, Requests> {
  const { store, jobs } = context
  return {
    listDirections: async ({ run: id }) => {
      const run = store.runs.get(id)
      const kept = store.directions.list(id).filter(({ vector }) => vector.length === run.latent)
      const methods = directionMethods.all.map(({ id: method, label, help }) => ({ id: method, label, help }))
      return { directions: kept, methods, knobs: spaceKnobs(run) }
    },

    keepDirections: async ({ run: id, directions }) => {
      const run = store.runs.get(id)
      const wrong = directions.find(({ vector }) => vector.length !== run.latent)
      if (wrong)
        throw new StudioError(
          'bad-input',
          `A direction of "${run.name}" has ${run.latent} numbers; “${wrong.name}” has ${wrong.vector.length}.`
        )
      store.directions.keep(id, directions)
      return store.directions.list(id)
    },

    findDirections: ({ run: id, job, ...asked }, caller) =>
      jobs.run(
        { job, kind: 'drawing', caller },
        async (signal, progress) => (await found(context, store.runs.get(id), asked, { signal, progress })).directions
      ),

    directionSheet: ({ run: id, job, columns, reach, ...asked }, caller) =>
      jobs.run({ job, kind: 'drawing', caller }, async (signal, progress) => {
        const run = store.runs.get(id)
        const work = { signal, progress }
        const { directions, epoch } = await found(context, run, asked, work)
        return { epoch, directions, sheet: await sheetOf(context, run, directions, { ...asked, columns, reach }, work) }
      }),

    latentsInSpace: ({ run: id, job, epoch, inputs }, caller) =>
      jobs.run({ job, kind: 'drawing', caller }, async (signal, progress) => {
        const run = store.runs.get(id)
        const rows = await askedFor(context, run, inputs, { signal, progress })
        return styled(context, run, epoch, rows, signal)
      })
  }
}

/** What choices have to be for latents to lie where directions do. */
function spaceKnobs({ model }: Run): Record<string, number> {
  const space = findModel(model).sampling.directions
  return space ? { [space.choice.key]: space.choice.value } : {}
}

/** @throws StudioError bad-input for a run without latents, or one that makes pictures of pictures */
async function found(
  context: Context,
  run: Run,
  { epoch, method, count, seed, knobs }: Asked,
  { signal, progress }: WorkOptions
): Promise<{ directions: LatentDirection[]; epoch: number }> {
  const { size, key } = latentOf(run)
  if (pictureOf(run))
    throw new StudioError(
      'bad-input',
      `"${run.name}" makes pictures of pictures: what they look like is said by those, and hardly by its latents.`
    )
  const { label } = directionMethods.find(method)
  const checkpoint = checkpointOf(context.store, run, epoch)
  await checkCheckpoint(context.store, run, checkpoint)
  const { inputs } = await askedFor(context, run, { ...knobs, ...outOf(spaceKnobs(run)), [key]: [zeros(size)] })
  const share = (done: number): void =>
    progress?.({ label: 'Finding directions', done: Math.round(100 * done), total: 100 })
  const { vectors, shares, deviations } = await context.sampler.ask(
    findCall,
    { ...drawer(run), checkpoint: checkpoint.path, method, seed, inputs, count: Math.min(count, size) },
    { signal, share }
  )
  const directions = Array.from(shares, (value, i): LatentDirection => ({
    id: randomUUID(),
    name: `${label.split(' ')[0] ?? label} ${i + 1}`,
    method,
    vector: Array.from(vectors.subarray(i * size, (i + 1) * size), number => Number(number.toPrecision(7))),
    deviation: Math.max(1e-9, deviations[i] ?? 1),
    share: Math.min(1, Math.max(0, value)),
    foundAt: checkpoint.epoch,
    key: null
  }))
  return { directions, epoch: checkpoint.epoch }
}

/** Where latents are drawn and not where directions lie: the choice's first. */
const outOf = (knobs: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.keys(knobs).map(key => [key, 0]))

const zeros = (size: number): number[] => new Array<number>(size).fill(0)

const drawer = ({ model, settings, image }: Run) => ({ model, settings, shape: image })

/** Latents where directions lie. */
async function styled(
  context: Context,
  run: Run,
  epoch: number | undefined,
  { inputs, count }: Awaited<ReturnType<typeof askedFor>>,
  signal: AbortSignal | undefined
): Promise<number[][]> {
  const checkpoint = checkpointOf(context.store, run, epoch)
  await checkCheckpoint(context.store, run, checkpoint)
  const values = await context.sampler.ask(
    spaceCall,
    { ...drawer(run), checkpoint: checkpoint.path, inputs, count },
    { signal }
  )
  return Array.from({ length: count }, (_, i) => [...values.subarray(i * run.latent, (i + 1) * run.latent)])
}

/** A row for each direction: the seed's latent, moved along it from one end to the other. */
async function sheetOf(
  context: Context,
  run: Run,
  directions: readonly LatentDirection[],
  { epoch, seed, knobs, columns, reach }: Asked & { columns: number; reach: number },
  work: WorkOptions
) {
  const { key, size, distribution } = latentOf(run)
  const drawn = { ...knobs, ...outOf(spaceKnobs(run)), [key]: [[...drawLatents(seed, 1, size, distribution)]] }
  const [start = zeros(size)] = await styled(context, run, epoch, await askedFor(context, run, drawn), work.signal)
  const latents = directions.flatMap(direction =>
    Array.from({ length: columns }, (_, i) => movedTo(start, direction, reach * ((2 * i) / (columns - 1) - 1)))
  )
  const asked = await askedFor(context, run, { ...knobs, ...spaceKnobs(run), [key]: latents })
  return encodeSheet(await picturesOf(context, run, epoch, asked, work), { columns, gap: 2 })
}
