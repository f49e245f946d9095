/**
 * By what the pictures of a run are told: by the numbers that its training reads, which are the same on any machine.
 */
import { createHash } from 'node:crypto'
import type { Dataset, Run } from '../../../shared/domain'
import { recipeOf } from '../../datasets'
import { hashOf } from '../../lib/hashes'
import type { WorkOptions } from '../../lib/progress'
import type { LearntFrom } from '../../store/moving/learnt-from'
import type { Context } from '../context'
import { preparePictures } from '../training/preparation'
import { partsOf } from '../training/trained-on'

/**
 * Prepares a dataset's pictures as the run reads them where they are not, and says what they are.
 * @throws StudioError as preparePictures does
 */
export async function fingerprintOf(
  context: Pick<Context, 'store' | 'emit' | 'decoder'>,
  run: Run,
  dataset: Dataset,
  work: WorkOptions
): Promise<LearntFrom> {
  const quiet = { ...work, progress: work.progress ?? (() => undefined) }
  const { path, count, labels } = await preparePictures(
    context,
    { ...run, dataset: dataset.id },
    quiet,
    'trained',
    'kept'
  )
  const hash = createHash('sha256').update(await hashOf(path))
  if (labels) hash.update(Buffer.from(labels.buffer, labels.byteOffset, labels.byteLength))
  const { name, kind, origin, exampleKind, pairing } = dataset
  return {
    name,
    kind,
    builtin: recipeOf(kind) === 'name' ? origin : null,
    drawing: recipeOf(kind) === 'origin' ? origin : null,
    exampleKind,
    count,
    labels: [...partsOf(context.store, run, dataset.id).classes],
    pairing,
    sha256: hash.digest('hex')
  }
}
