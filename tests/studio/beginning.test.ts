/** What a new run takes of another one's weights where nobody says of which networks. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Settings } from '../../src/shared/domain'
import { startWords } from '../../src/shared/start-words'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { planStart } from '../../src/main/studio/runs/transfer'
import { newDataset, newRun, temporaryStore } from '../store/fixtures'

/** What a run of `target` would begin with, from one of `source` that has a checkpoint. */
function begun(source: [string, Settings], target: [string, Settings]): string {
  const store = temporaryStore()
  const dataset = store.datasets.add(newDataset()).id
  const [model, settings] = source
  const complete = completeSettings(findModel(model), settings)
  const { id } = store.runs.add(newRun(dataset, { name: 'Source', model, settings: complete }))
  const path = join(store.files.folder, 'c')
  store.history.addCheckpoint(id, { epoch: 1, step: 10, path, sha256: 'b', bytes: 1 })
  const [to, given] = target
  return startWords(planStart(store, { run: id }, findModel(to), completeSettings(findModel(to), given)))
}

test('BigGAN at another size takes what has the same name; a network of which nothing fits begins anew', () => {
  expect(begun(['biggan', { size: '32', width: 4 }], ['biggan', { size: '64', width: 4 }])).toMatch(
    /^what has the same name in the generator \(new: .*b8.*\) of "Source", epoch 1$/
  )
  expect(begun(['biggan', { size: '64', width: 8 }], ['biggan', { size: '64', width: 8 }])).toBe(
    'the generator and the discriminator of "Source", epoch 1'
  )
})

test('where nothing fits, what to do instead is said', () => {
  expect(() => begun(['stylegan', { size: '32' }], ['r3gan', { size: '32' }])).toThrow(
    /has no generator\. Nothing else of "Source" fits: start without it, or from a run of the same model\.$/
  )
})
