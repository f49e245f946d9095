import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { threadEnvironment } from '../../src/main/engine/threads'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'

const wanted = (id: string, architecture = 'x64') =>
  threadEnvironment(findModel(id), completeSettings(findModel(id), {}), architecture)

test('dense networks run one thread a kernel; convolutions run in oneDNN where TensorFlow may choose otherwise', () => {
  expect(wanted('mlp-simple')).toEqual({
    TF_NUM_INTEROP_THREADS: String(availableParallelism()),
    TF_NUM_INTRAOP_THREADS: '1'
  })
  expect(wanted('dcgan-28')).toEqual({ TF_ENABLE_ONEDNN_OPTS: '1' })
  expect(wanted('dcgan-28', 'arm64')).toEqual({})
})

test('what the user has set is left alone', () => {
  process.env.TF_NUM_INTRAOP_THREADS = '3'
  try {
    expect(wanted('mlp-simple')).not.toHaveProperty('TF_NUM_INTRAOP_THREADS')
  } finally {
    delete process.env.TF_NUM_INTRAOP_THREADS
  }
})
