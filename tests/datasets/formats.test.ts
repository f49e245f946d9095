/**
 * Formats × depths × colours × profiles against an independent decoder (tests/golden/make_formats.py). docs/formats.md
 * holds the table.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodePicture, readWhole } from '../../src/main/datasets/pictures/decode'

const golden = join(import.meta.dirname, '../golden')
const right = JSON.parse(readFileSync(join(golden, 'formats.json'), 'utf8')) as Record<
  string,
  { judge: string; colours: number[][] }
>
/** Patches of so many pixels in rows of four. */
const [patch, across] = [8, 4]
const size = patch * across

/** The largest difference of any patch's middle, in levels. */
function furthest(pixels: Uint8Array, colours: number[][]): number {
  return Math.max(
    ...colours.flatMap((colour, i) => {
      const x = (i % across) * patch + patch / 2,
        y = Math.floor(i / across) * patch + patch / 2
      return colour.map((level, c) => Math.abs((pixels[3 * (y * size + x) + c] ?? NaN) - level))
    })
  )
}

test.each(Object.keys(right))('%s has the colours that another decoder sees', async name => {
  const bytes = readFileSync(join(golden, 'formats', name))
  const { colours = [] } = right[name] ?? {}
  const allowed = name.endsWith('jpg') || name.endsWith('heic') ? 2 : 1
  const { pixels } = await decodePicture({ bytes }, { size, channels: 3, fit: 'cover', position: 'centre' })
  expect(furthest(pixels, colours)).toBeLessThanOrEqual(allowed)
  const whole = await readWhole(bytes, { channels: 3, longest: 1000 })
  expect(furthest(whole.pixels, colours)).toBeLessThanOrEqual(allowed)
})

test.each(readdirSync(join(golden, 'formats')).filter(name => name.includes('refused')))(
  '%s is named for what it is',
  async name => {
    const bytes = readFileSync(join(golden, 'formats', name))
    await expect(decodePicture({ bytes }, { size, channels: 3, fit: 'cover', position: 'centre' })).rejects.toThrow(
      /Its numbers .* Save it with 8 or 16 bits per channel\.$/
    )
  }
)
