/** How good a run's points are: their moments, and two distances, against the points that it learns from. */
import type { Run } from '../../../shared/domain'
import { unpackPoints } from '../../../shared/points'
import type { PackedDataset } from '../../engine/protocol'
import { readRegular } from '../../lib/regular-file'
import type { StoredCheckpoint } from '../../store/history'
import type { Context } from '../context'
import { Evaluator } from './evaluator'
import { samplesOf } from '../explore/explore'
import { drawn } from '../explore/asked'

/** Of a dataset's points, bytes. */
const largestPoints = 256e6

interface Plan {
  dataset: PackedDataset
  missing: readonly StoredCheckpoint[]
  samples: number
  seed: number
}

/** Every epoch is stored as soon as it is known. @param step begins the next of two parts for each checkpoint */
export async function evaluatePoints(
  { store, sampler }: Context,
  run: Run,
  { dataset, missing, samples, seed }: Plan,
  signal: AbortSignal,
  step: () => (share: number) => void
): Promise<void> {
  const real = unpackPoints(await readRegular(dataset.path, { most: largestPoints }))
  const evaluator = new Evaluator(signal)
  try {
    for (const checkpoint of missing) {
      const share = step()
      const { points = new Float32Array() } = await samplesOf(
        store,
        sampler,
        run,
        checkpoint.epoch,
        drawn(run, seed, samples)
      )
      signal.throwIfAborted()
      share(1)
      const found = await evaluator.ask('points', { made: points, real, seed }, step())
      store.evaluations.add(run.id, {
        epoch: checkpoint.epoch,
        step: checkpoint.step,
        samples,
        seed,
        ...found,
        msSsim: null,
        msSsimReal: null
      })
    }
  } finally {
    evaluator.close()
  }
}
