/** What a training has before its engine starts: its pictures, and where it goes on from. */
import type { Run } from '../../../shared/domain'
import type { Emit } from '../../../shared/ipc'
import type { PictureDecoder } from '../../datasets'
import type { Progress } from '../../lib/progress'
import type { PackedDataset } from '../../engine/protocol'
import type { Store } from '../../store'
import type { EngineProcess } from '../engines/engine-process'
import { rewind } from '../runs/checkpoints'
import { startingFile } from '../runs/starting-weights'
import { preparePictures } from './preparation'

export interface TrainingParts {
  decoder: PictureDecoder
  store: Store
  emit: Emit
  /** @param environment what its process is given besides */
  startEngine: (environment: Record<string, string>) => EngineProcess
  progress: Progress
}

/** How a run that was there before goes on. */
export interface Resumption {
  /** Only checkpoints of earlier steps count. */
  before?: number
  /** What somebody changed, to be recorded where it goes on. */
  change?: string
}

/** @param resumption null for a new run: from its first step */
export async function beginning(
  parts: TrainingParts,
  run: Run,
  resumption: Resumption | null,
  signal: AbortSignal
): Promise<{ dataset: PackedDataset; from: Awaited<ReturnType<typeof rewind>> }> {
  const { store, progress } = parts
  // First: the run that they come from may go on training, and not keep that checkpoint.
  if (!resumption) await startingFile(store, run)
  const dataset = await preparePictures(parts, run, { signal, progress }, 'trained', 'kept')
  const from = resumption
    ? await rewind(store, run.id, resumption.before, async checkpoint => checkpoint ?? (await startingFile(store, run)))
    : { checkpoint: null, passedOver: [] }
  return { dataset, from }
}

/** What is left of a run that was interrupted. */
export const keptWords = (epoch: number): string =>
  epoch > 0
    ? `Everything up to epoch ${epoch} is kept; resume goes on from there.`
    : 'It had not finished an epoch; resume starts it again.'

/** What was found in steps that are gone is forgotten; what was changed is remembered. */
export function sayResumed({ store, emit }: TrainingParts, { id, epoch, step }: Run, { change }: Resumption): void {
  if (change)
    store.events.add(id, { epoch, step, kind: 'settings', level: 'info', message: change, advice: '', remedy: null })
  emit('health', { run: id, findings: store.events.findings(id), news: null })
}
