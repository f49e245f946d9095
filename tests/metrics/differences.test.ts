import { expect, test } from 'vitest'
import { meanLikeness } from '../../src/main/metrics/ms-ssim-to-target'
import psnr from '../../src/main/metrics/psnr'
import { differences, squaredDifference } from '../../src/main/metrics/tools/differences'
import type { TargetSamples } from '../../src/main/metrics/subjects/targets'

const how = { seed: 0, known: null, share: () => undefined }

test('pictures differ each from the one at its place, pixel by pixel', () => {
  const [a, b] = [Uint8Array.of(0, 10, 20, 30, 255, 255), Uint8Array.of(10, 10, 0, 30, 0, 255)]
  expect(differences(a, b, 3)).toEqual([10, 85])
  expect(differences(b, a, 3)).toEqual([10, 85])
  expect(differences(a, a, 3)).toEqual([0, 0])
  expect(squaredDifference(a, b, 3)).toBeCloseTo((100 + 400 + 255 ** 2) / 6, 10)
  expect(() => differences(a, b.subarray(3), 3)).toThrow('there are 6 and 3')
  expect(() => differences(a.subarray(1), b.subarray(1), 3)).toThrow('Pictures of 3 numbers')
})

test(
  'PSNR is what every level of difference makes it: 20 · log10(255) where it is one, ten less where its ' +
    'square is ten times that',
  async () => {
    const flat = (value: number): Uint8Array => new Uint8Array(48).fill(value)
    const given: TargetSamples = {
      inputs: flat(110),
      generated: flat(101),
      targets: flat(100),
      shape: [4, 4, 3],
      size: 48
    }
    const { value, reference } = (await psnr.measure.targets?.(given, how)) ?? {}
    expect(value).toBeCloseTo(48.1308036, 6)
    expect(reference).toBeCloseTo(28.1308036, 6)
  }
)

test(
  'likeness to a target is 1 for the target, less for another picture, and no number where there is no ' + 'window',
  () => {
    const picture = (seed: number): Uint8Array => Uint8Array.from({ length: 16 * 16 }, (_, i) => (i * (7 + seed)) % 256)
    const both = Uint8Array.from([...picture(1), ...picture(2)])
    expect(meanLikeness(both, both, [16, 16, 1])).toBeCloseTo(1, 12)
    const turned = Uint8Array.from([...picture(2), ...picture(1)])
    expect(meanLikeness(turned, both, [16, 16, 1])).toBeLessThan(0.5)
    expect(meanLikeness(both, both, [8, 8, 1])).toBeNull()
  }
)
