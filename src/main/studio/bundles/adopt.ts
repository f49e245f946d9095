/**
 * Lists a run that came in a bundle: all that is said of it can be read, and is what a run's can be, or nothing is
 * kept.
 */
import { z } from 'zod'
import { epoch, runTitle, seed, step, steps } from '../../../shared/bounds'
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { models } from '../../models'
import { completeSettings } from '../../models/definition'
import type { Store } from '../../store'
import { WrongRows } from '../../store/moving'
import { freeName } from '../runs/names'
import type { Received } from './receive'

/** What a run's numbers may be: past that, somebody wants to do harm. */
const within = z.object({
  seed,
  step,
  epoch,
  epochs: epoch,
  steps: steps.nullable(),
  stepsPerEpoch: steps,
  image: z.array(z.int().min(1).max(2048)),
  latent: z.int().min(0).max(4096),
  sampleCount: z.int().min(1).max(10_000),
  sampleColumns: z.int().min(1).max(10_000),
  losses: z.array(z.unknown()).max(100),
  measures: z.array(z.unknown()).max(100),
  inputs: z.array(z.unknown()).max(100)
})

/** Codes of what is wrong with the workspace, and not with what came. */
const room: ReadonlySet<string> = new Set(['disk-full', 'not-writable'])

/** @throws StudioError not-readable, unsupported; disk-full, not-writable */
export function adoptRun(store: Store, id: string, said: string, { manifest, rows, files }: Received): Run {
  const refused = (why: string, cause?: unknown): StudioError =>
    new StudioError('not-readable', `“${said}” was not imported: ${why}`, { cause })
  try {
    return store.transaction(() => {
      if (store.runs.ids().has(id))
        throw new StudioError('conflict', `“${said}” was not imported: it came twice at once. Import it again.`)
      const name = freeName(runTitle.safeParse(manifest.name).data ?? 'Run', store.runs.names())
      store.moving.adopt(rows, { from: manifest.run, id, name }, files)
      store.runs.setLearntFrom(id, manifest.learntFrom)
      const run = store.runs.get(id)
      readAll(store, id)
      if (!within.safeParse(run).success) throw refused('what it says of the run cannot be.')
      const model = models.get(run.model)
      if (!model)
        throw new StudioError(
          'unsupported',
          `“${said}” was not imported: it was trained with the model "${run.model}", which is not in this Atelier.`
        )
      // Throws for what no run of that model can have.
      completeSettings(model, run.settings)
      return run
    })
  } catch (error) {
    if (error instanceof WrongRows) throw refused(`${error.message} Somebody has changed it.`, error)
    if (error instanceof StudioError && error.code === 'bad-input') throw refused(error.message, error)
    if (error instanceof StudioError && (room.has(error.code) || error.message.startsWith(`“${said}”`))) throw error
    // What the database says of it, it says of rows that go again with the transaction.
    throw refused('what it says of the run is damaged, or was made to harm.', error)
  }
}

/** Whatever anybody will ask for, once: what cannot be read is not taken. */
function readAll({ runs, history, metrics, events, directions, versions }: Store, id: string): void {
  runs.framing(id)
  runs.startHash(id)
  history.epochs(id)
  history.steps(id, 1)
  history.sheets(id)
  history.checkpoints(id)
  history.early.list(id)
  metrics.list(id)
  events.list(id)
  directions.list(id)
  versions.ofRun(id, null)
}
