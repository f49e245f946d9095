import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { threadEnvironment } from '../../src/main/engine/threads'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'

const wanted = (id: string) => threadEnvironment(findModel(id), completeSettings(findModel(id), {}))

test('dense networks run one thread a kernel, convolutional ones as TensorFlow likes', () => {
  expect(wanted('mlp-simple')).toEqual({ TF_NUM_INTEROP_THREADS: String(availableParallelism()), TF_NUM_INTRAOP_THREADS: '1' })
  expect(wanted('dcgan-28')).toEqual({})
})

test('what the user has set is left alone', () => {
  process.env.TF_NUM_INTRAOP_THREADS = '3'
  try { expect(wanted('mlp-simple')).not.toHaveProperty('TF_NUM_INTRAOP_THREADS') } finally { delete process.env.TF_NUM_INTRAOP_THREADS }
})
