/** A training step is one call of the native library, whatever phases and networks it has. */
import { expect, test } from 'vitest'
import { openEngine } from '../../../src/main/engine/engines'
import { findModel } from '../../../src/main/models'
import { completeSettings } from '../../../src/main/models/definition'
import type { Settings } from '../../../src/shared/domain'
import { trainedOn } from './trained'

await openEngine('tensorflow')
const { intercept, native } = await import('../../../src/main/engine/tensorflow/binding')

test.each<[string, Settings]>([
  ['dcgan-28', { width: 4, batchSize: 2, samples: 2 }],
  ['pix2pix', { size: '32', width: 4, samples: 1 }],
  ['cyclegan', { size: '32', width: 4, blocks: 1, samples: 1 }]
])(
  '%s: one call per step, and no operation beside it',
  async (id, given) => {
    const { runSavedModel, executeOp } = native
    let [runs, operations] = [0, 0]
    const restore = intercept({
      runSavedModel: (...order) => {
        runs++
        return runSavedModel(...order)
      },
      executeOp: (...order) => {
        operations++
        return executeOp(...order)
      }
    })
    const seen: { step: number; runs: number; operations: number }[] = []
    try {
      await trainedOn(id, completeSettings(findModel(id), { channels: 'grey', ...given }), report => {
        if (report.type === 'steps') seen.push({ step: report.firstStep, runs, operations })
      })
    } finally {
      restore()
    }
    // The first three steps: an epoch has as many at least, and then comes a sheet, which is calls of its own.
    const steps = seen.slice(0, 3)
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3])
    const within = steps.slice(1).map((at, i) => {
      const before = steps[i] ?? at
      return [at.runs - before.runs, at.operations - before.operations]
    })
    expect(within).toEqual([
      [1, 0],
      [1, 0]
    ])
  },
  120_000
)
