/** BigGAN's networks by their shapes, what can be set of it, and what is said where it cannot be trained so. */
import { describe, expect, test } from 'vitest'
import type { Settings } from '../../../src/shared/domain'
import { planNetwork } from '../../../src/main/layers/plan'
import { findModel } from '../../../src/main/models'
import { completeSettings } from '../../../src/main/models/definition'

const biggan = findModel('biggan')

/** Numbers that gradients move, in each network. */
function counts(given: Settings): { generator: number; discriminator: number } {
  const networks = biggan.networks(completeSettings(biggan, given))
  const count = (name: string): number => {
    const definition = networks[name]
    if (!definition) throw new Error(`There is no ${name}.`)
    return planNetwork(name, definition)
      .weights.filter(({ trainable }) => trainable)
      .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
  }
  return { generator: count('generator'), discriminator: count('discriminator') }
}

const paper = { width: 96, shared: 128, classes: 1000, channels: 'colour' }
const small = { size: '64', latent: 100, shared: 32, channels: 'colour' }

describe('the parameters of the paper', () => {
  test.each<[string, Settings, number, number]>([
    ['128 pixels', { ...paper, size: '128', latent: 120 }, 70_433_988, 87_982_370],
    ['256 pixels', { ...paper, size: '256', latent: 140 }, 82_235_844, 99_225_890],
    [
      'CIFAR-10',
      { size: '32', width: 64, latent: 128, shared: 0, slices: false, channels: 'colour' },
      4_304_387,
      4_207_361
    ],
    ['64 pixels, width 16', { ...small, width: 16 }, 2_085_764, 1_225_970],
    ['64 pixels, width 24', { ...small, width: 24 }, 4_533_924, 2_754_842],
    ['64 pixels, width 32', { ...small, width: 32 }, 7_919_044, 4_894_306],
    ['32 pixels, width 8', { width: 8, channels: 'colour' }, 87_043, 67_169],
    ['32 pixels, width 16', { width: 16, channels: 'colour' }, 290_499, 265_409]
  ])('%s', (_, given, generator, discriminator) => {
    expect(counts(given)).toEqual({ generator, discriminator })
  })
})
