/** The pictures of a run that came from elsewhere: which it wants, and whether some that are here are those. */
import type { Dataset, Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { counted } from '../../../shared/counted'
import type { Handlers } from '../../../shared/ipc'
import type { WorkOptions } from '../../lib/progress'
import type { LearntFrom } from '../../store/moving/learnt-from'
import type { Context } from '../context'
import { partsOf } from '../training/trained-on'
import { fingerprintOf } from './fingerprint'

export const giveHandlers = (context: Context): Pick<Handlers, 'wantedPictures' | 'givePictures'> => ({
  wantedPictures: async ({ run: id }) => {
    const run = context.store.runs.get(id)
    const wanted = context.store.runs.learntFrom(id)
    if (run.dataset !== null || !wanted) return null
    const { name, kind, count } = wanted
    return {
      name,
      count,
      builtin: kind === 'builtin',
      fitting: fitting(context, run, wanted).map(dataset => dataset.id)
    }
  },

  givePictures: ({ job, run: id, dataset, anyway }, caller) =>
    context.jobs.run({ job, kind: 'import', caller }, (signal, progress) =>
      give(context, { id, dataset, anyway }, { signal, progress })
    )
})

interface Given {
  id: string
  dataset: string
  anyway: boolean
}

/** @throws StudioError conflict where they are not those that it was trained on */
export async function give(context: Context, { id, dataset, anyway }: Given, work: WorkOptions): Promise<Run> {
  const { store, emit } = context
  const run = store.runs.get(id)
  const wanted = store.runs.learntFrom(id)
  if (run.dataset !== null) throw new StudioError('conflict', `"${run.name}" has its pictures.`)
  if (!wanted)
    throw new StudioError(
      'not-found',
      `Nobody knows any more what "${run.datasetName}" was, which "${run.name}" was trained on. Start a new run.`
    )
  const offered = store.datasets.get(dataset)
  const wrong = differences(context, run, wanted, offered)
  if (wrong) throw new StudioError('conflict', `"${offered.name}" ${wrong}`)
  if (!anyway && !(await isSame(context, run, wanted, offered, work)))
    throw new StudioError(
      'conflict',
      `The pictures of "${offered.name}" are as many as those of "${wanted.name}", but not the same ones, or not in ` +
        `the same order: "${run.name}" would not go on as if nothing had changed. Choose others, or say that it ` +
        'goes on with these anyway.'
    )
  const given = store.runs.setDataset(id, offered)
  emit('runChanged', given)
  return given
}

/** Gives it pictures that are here, where they are just those. @returns the run as it is then */
export async function findPictures(context: Context, run: Run, work: WorkOptions): Promise<Run> {
  const wanted = context.store.runs.learntFrom(run.id)
  if (!wanted) return run
  // Those of the same name first; preparing pictures takes time, and the person can choose.
  const named = (dataset: Dataset): number => (dataset.name === wanted.name ? 0 : 1)
  for (const dataset of fitting(context, run, wanted)
    .toSorted((a, b) => named(a) - named(b))
    .slice(0, 3))
    if (await isSame(context, run, wanted, dataset, work)) return context.store.runs.setDataset(run.id, dataset)
  return run
}

const fitting = (context: Context, run: Run, wanted: LearntFrom): Dataset[] =>
  context.store.datasets.list().filter(dataset => differences(context, run, wanted, dataset) === null)

async function isSame(
  context: Context,
  run: Run,
  wanted: LearntFrom,
  dataset: Dataset,
  work: WorkOptions
): Promise<boolean> {
  if (wanted.sha256 === null) return false
  try {
    return (await fingerprintOf(context, run, dataset, work)).sha256 === wanted.sha256
  } catch (error) {
    if (error instanceof StudioError && error.code !== 'cancelled') return false
    throw error
  }
}

/** Why a dataset cannot be what a run goes on with, after its name; null where it can. */
function differences({ store }: Context, run: Run, wanted: LearntFrom, dataset: Dataset): string | null {
  const { exampleKind, examples, id } = dataset
  const own = `"${wanted.name}", which "${run.name}" was trained on,`
  if (exampleKind !== run.exampleKind)
    return `has ${examples.many}, and "${run.name}" learns from ${run.examples.many}.`
  const { trained, classes } = partsOf(store, run, id)
  if (classes.length !== wanted.labels.length)
    return `has ${counted(classes.length, 'class', 'classes')}, and ${own} had ${wanted.labels.length}.`
  const count = trained.images.length
  return count === wanted.count ? null : `has ${count} ${examples.many}, and ${own} had ${wanted.count}.`
}
