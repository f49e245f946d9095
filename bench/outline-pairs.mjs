/**
 * Pairs to try `cgan-image` on, out of a folder of pictures:
 *
 *     node bench/outline-pairs.mjs FOLDER OUT
 *
 * makes OUT/outlines (white on black, where a picture is darker than its surroundings) and OUT/pictures, on white,
 * under the same names.
 */
import { mkdirSync, readdirSync } from 'node:fs'
import { join, parse } from 'node:path'
import sharp from 'sharp'

const [folder = '', out = ''] = process.argv.slice(2)
for (const name of ['outlines', 'pictures']) mkdirSync(join(out, name), { recursive: true })

for (const file of readdirSync(folder)) {
  const picture = sharp(join(folder, file)).flatten({ background: '#fff' })
  const { name } = parse(file)
  await picture
    .clone()
    .png()
    .toFile(join(out, 'pictures', `${name}.png`))
  await picture
    .clone()
    .greyscale()
    .negate()
    .convolve({ width: 3, height: 3, kernel: [-1, -1, -1, -1, 8, -1, -1, -1, -1], scale: 1 })
    .png()
    .toFile(join(out, 'outlines', `${name}.png`))
}
