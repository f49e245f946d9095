/** What of a run goes into a bundle: rows, files, and what its pictures are to be told by. */
import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { picturesFolder } from '../../exports/bundle/manifest'
import { recipeOf } from '../../datasets'
import type { Portable, PortableAsked } from '../../exports/format'
import type { WorkOptions } from '../../lib/progress'
import type { LearntFrom } from '../../store/moving/learnt-from'
import type { Context } from '../context'
import { checkCheckpoint } from '../integrity/checkpoint'
import { fingerprintOf } from './fingerprint'

/** What of the studio it takes. */
type Parts = Pick<Context, 'store' | 'emit' | 'decoder'>

/** @throws StudioError not-readable for a checkpoint that is damaged; bad-input for pictures that cannot go along */
export async function portable(
  context: Parts,
  run: Run,
  { checkpoints: which, pictures }: PortableAsked,
  work: WorkOptions
): Promise<Portable> {
  const { store } = context
  const learntFrom = await knownPictures(context, run, work)
  const all = store.history.checkpoints(run.id)
  const checkpoints = which === 'all' ? all : all.slice(-1)
  for (const checkpoint of checkpoints) await checkCheckpoint(store, run, checkpoint)
  const rows = store.moving.take(run.id, new Set(checkpoints.map(({ step }) => step)))
  const folder = store.files.run(run.id)
  const start = store.files.start(run.id)
  const paths = [
    ...checkpoints.map(({ path }) => path),
    ...store.history.sheets(run.id).map(({ path }) => path),
    ...store.history.early.list(run.id).map(({ path }) => path),
    ...store.metrics.list(run.id).flatMap(({ figure }) => (figure ? [figure.path] : [])),
    ...(existsSync(start) ? [start] : [])
  ]
  return {
    rows,
    learntFrom,
    files: [
      ...[...new Set(paths)].map(path => ({ name: relative(folder, path).split(sep).join('/'), path })),
      ...(pictures ? picturesOf(context, run) : [])
    ]
  }
}

/** Told anew where they are here; else as they were told when the run came. */
async function knownPictures(context: Parts, run: Run, work: WorkOptions): Promise<LearntFrom | null> {
  const { store } = context
  if (run.dataset === null) return store.runs.learntFrom(run.id)
  const dataset = store.datasets.get(run.dataset)
  try {
    return await fingerprintOf(context, run, dataset, work)
  } catch (error) {
    if (!(error instanceof StudioError) || error.code === 'cancelled') throw error
    // Its folder is gone: what is kept of the run goes on all the same.
    return store.runs.learntFrom(run.id)
  }
}

/** @throws StudioError bad-input */
function picturesOf({ store }: Parts, run: Run): Portable['files'] {
  const refused = (why: string): StudioError =>
    new StudioError('bad-input', `The pictures of "${run.name}" cannot go along: ${why} Export it without them.`)
  if (run.dataset === null) throw refused(`"${run.datasetName}" is not in this workspace.`)
  const { kind, origin, name } = store.datasets.get(run.dataset)
  const recipe = recipeOf(kind)
  // What it was trained on says all there is to it.
  if (recipe === 'origin') return []
  if (recipe === 'name') throw refused(`"${name}" is built in, and is there wherever Atelier is.`)
  const paths = store.datasets
    .images(run.dataset)
    .flatMap(({ path, partner }) => (partner === null ? [path] : [path, partner]))
  return [...new Set(paths)].map(path => ({ name: `${picturesFolder}${path}`, path: join(origin, path) }))
}
