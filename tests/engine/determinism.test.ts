/** Which kernels of TensorFlow an engine process is started with on an NVIDIA GPU. What they do there needs one. */
import { expect, test } from 'vitest'
import { determinismEnvironment } from '../../src/main/engine/determinism'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'

const exact = { TF_DETERMINISTIC_OPS: '1', TF_CUDNN_DETERMINISTIC: '1' }

test.each(['dcgan-28', 'cgan-image', 'autoencoder', 'vae', 'gaussian-2d'])(
  '%s asks CUDA for deterministic kernels, unless it was told not to',
  id => {
    const model = findModel(id)
    expect(determinismEnvironment(completeSettings(model, {}), true, {})).toEqual(exact)
    expect(determinismEnvironment(completeSettings(model, { deterministic: false }), true, {})).toEqual({})
  }
)

test('without an NVIDIA driver nothing is asked for, and what the user has set is left alone', () => {
  expect(determinismEnvironment({}, false, {})).toEqual({})
  expect(determinismEnvironment({}, true, { TF_DETERMINISTIC_OPS: '0' })).toEqual({ TF_CUDNN_DETERMINISTIC: '1' })
})
