/** The weights that a run begins with: a file of its own, copied out of another run's checkpoint. */
import { byName, type Run, type Start } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { copyTensors } from '../../checkpoints/copy-tensors'
import { namesIn } from '../../checkpoints/earlier-names'
import { tensorEntries } from '../../checkpoints/safetensors'
import type { StartingWeights } from '../../engine/protocol'
import { matching } from '../../models/transfer/matching'
import { averaged, weightsOf } from '../../models/weights'
import type { Store } from '../../store'
import type { StoredCheckpoint } from '../../store/history'
import { checkCheckpoint } from '../integrity/checkpoint'
import { damage } from './checkpoints'
import { configured } from './transfer'

/**
 * Before a run is recorded that begins with weights.
 * @throws StudioError not-readable when the checkpoint they are in is not as it was written
 */
export async function checkStart(store: Store, start: Start): Promise<void> {
  const checkpoint = store.history.checkpoints(start.run).find(({ step }) => step === start.step)
  if (checkpoint) await checkCheckpoint(store, { id: start.run, name: start.name }, checkpoint)
}

/**
 * What the order to the engine says of it; null where a run's weights are drawn from the seed. The file is
 * `startingFile`'s, and only a run without a checkpoint reads it.
 */
export function startingWeights(store: Store, { id, start }: Run): StartingWeights | null {
  return (
    start && {
      file: store.files.start(id),
      frozen: Object.fromEntries(start.networks.map(({ network, frozen }) => [network, frozen]))
    }
  )
}

/**
 * Sees to the file that a run begins with: copied out of the other run's checkpoint the first time, and from then on
 * the run's own.
 * @throws StudioError not-found or not-readable when the other run's checkpoint, or the run's own copy, is gone or
 *   damaged
 */
export async function startingFile(store: Store, run: Run): Promise<void> {
  const { start } = run
  if (!start) return
  const file = store.files.start(run.id)
  const known = store.runs.startHash(run.id)
  if (known === null) return store.runs.setStartHash(run.id, await copyOut(store, run, start, file))
  const wrong = await damage({ path: file, sha256: known })
  if (wrong)
    throw new StudioError(
      'not-readable',
      `The weights that "${run.name}" began with (${file}) ${plural(wrong)}, so it cannot begin again the same ` +
        'way. Start a new run.'
    )
}

/** What is wrong with a checkpoint, said of its weights. */
const plural = (wrong: string): string => wrong.replace(/^is /, 'are ').replace(/^holds /, 'hold ')

async function copyOut(store: Store, run: Run, start: Start, file: string): Promise<string> {
  const checkpoint = theCheckpoint(store, run, start)
  await checkCheckpoint(store, { id: start.run, name: start.name }, checkpoint)
  const source = configured(store.runs.get(start.run))
  const { entries } = tensorEntries(checkpoint.path)
  const declared = Object.keys(source.model.networks(source.settings)).flatMap(network =>
    weightsOf(source, network).map(({ name }) => name)
  )
  const inFile = namesIn([...entries.keys()], [...declared, ...declared.map(averaged)])
  const names = new Map<string, string[]>()
  const take = (from: string, name: string): void => {
    names.set(inFile(from), [name])
    if (entries.has(inFile(averaged(from)))) names.set(inFile(averaged(from)), [averaged(name)])
  }
  for (const { network, layers } of start.networks) {
    if (layers === byName) {
      // A model that was still growing has not all of it yet.
      for (const name of matching(source, configured(run), network).weights)
        if (entries.has(inFile(name))) take(name, name)
      continue
    }
    const theirs = new Map(weightsOf(source, network).map(({ learned, role, name }) => [`${learned} ${role}`, name]))
    for (const { name, learned, role } of weightsOf(configured(run), network)) {
      if (learned > (layers ?? Infinity)) continue
      const from = theirs.get(`${learned} ${role}`)
      if (from === undefined) throw new StudioError('internal', `"${start.name}" has no weight for ${name}.`)
      take(from, name)
    }
  }
  return copyTensors(checkpoint.path, file, names, {
    format: 'atelier-1',
    model: run.model,
    settings: JSON.stringify(run.settings),
    run: start.run,
    step: String(start.step),
    epoch: String(start.epoch)
  })
}

function theCheckpoint(store: Store, run: Run, { run: id, name, epoch, step }: Start): StoredCheckpoint {
  const found = store.runs.ids().has(id)
    ? store.history.checkpoints(id).find(checkpoint => checkpoint.step === step)
    : undefined
  if (!found)
    throw new StudioError(
      'not-found',
      `The weights of "${name}", epoch ${epoch}, which "${run.name}" was to begin with, are not there any ` +
        'more. Start a new run.'
    )
  return found
}
