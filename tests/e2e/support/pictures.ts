/** Real pictures as real files: the bundled Fashion-MNIST, written out as PNGs. */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'

const tile = 28
const acrossSheet = 40
/** The file that cannot be read: a PNG's first bytes, and then nothing of one. */
export const damagedFile = 'damaged.png'

/** `count` different pictures, some of every class, in two folders below `folder`, and on request a damaged one. */
export async function writePictures(folder: string, count: number, { damaged = false } = {}): Promise<string> {
  await Promise.all(['first', 'second'].map(name => mkdir(join(folder, name), { recursive: true })))
  for (const [i, picture] of (await clothes(count)).entries())
    await picture.png().toFile(join(folder, i % 2 === 0 ? 'first' : 'second', `${String(i).padStart(4, '0')}.png`))
  if (damaged)
    await writeFile(
      join(folder, 'first', damagedFile),
      Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(64, 7)])
    )
  return folder
}

/** `count` different pictures, 80×120. */
export async function writePortraits(folder: string, count: number): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (const [i, picture] of (await clothes(count)).entries())
    await picture
      .resize(80, 120, { fit: 'fill' })
      .png()
      .toFile(join(folder, `${String(i).padStart(4, '0')}.png`))
  return folder
}

/** `count` different ones, some of every class. */
async function clothes(count: number): Promise<Sharp[]> {
  const { data, info } = await sharp('resources/samples/fashion-mini.png')
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return Array.from({ length: count }, (_, i) => {
    // Steps through the sheet, whose classes follow one another.
    const index = Math.floor((i * 1000) / count)
    return sharp(data, { raw: { width: info.width, height: info.height, channels: 1 } }).extract({
      left: (index % acrossSheet) * tile,
      top: Math.floor(index / acrossSheet) * tile,
      width: tile,
      height: tile
    })
  })
}

/** `count` discs in colour, 80×80, each of its own colours, place and size. */
export async function writeColourPictures(folder: string, count: number): Promise<string> {
  await mkdir(folder, { recursive: true })
  const hue = (i: number): string => `hsl(${(i * 137) % 360} 80% ${35 + ((i * 29) % 40)}%)`
  await Promise.all(
    Array.from({ length: count }, (_, i) =>
      sharp(
        Buffer.from(
          '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><rect width="80" height="80" ' +
            `fill="${hue(i)}"/><circle cx="${24 + ((i * 17) % 32)}" cy="${24 + ((i * 23) % 32)}" ` +
            `r="${10 + (i % 9)}" fill="${hue(i + 5)}"/></svg>`
        )
      )
        .png()
        .toFile(join(folder, `${String(i).padStart(3, '0')}.png`))
    )
  )
  return folder
}

/** `count` pairs in folders A and B: discs in grey, and in colour. */
export async function writePairs(folder: string, count: number): Promise<string> {
  await writeColourPictures(join(folder, 'B'), count)
  await mkdir(join(folder, 'A'))
  await Promise.all(
    (await readdir(join(folder, 'B'))).map(name =>
      sharp(join(folder, 'B', name))
        .greyscale()
        .png()
        .toFile(join(folder, 'A', name))
    )
  )
  return folder
}
