/**
 * Small files that become pictures of 12,000 × 12,000 pixels: what decoders keep of them is a hundred thousand times as
 * much.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Round } from '../round'

const inAPack = 6

export const bombs = ['avif', 'rle-bmp', 'interlaced-png', 'progressive-jpeg'] as const
export type Bomb = (typeof bombs)[number]

/** A folder of six of a kind, made once for all rounds. @param side of each, pixels */
export function bombFolder(round: Round, bomb: Bomb, side = 12_000): Promise<string> {
  return round.template(`bombs-${bomb}-${side}`, async folder => {
    await mkdir(folder, { recursive: true })
    const extension = bomb.replace(/^.*-/, '')
    const bytes = await make(bomb, side)
    // Each its own file: of copies only one might be read.
    for (let i = 0; i < inAPack; i++)
      await writeFile(join(folder, `${i}.${extension}`), Buffer.concat([bytes, ending(bomb, i)]))
  })
}

/** What decoders pass over: in AVIF a box that is free, elsewhere anything behind the end. */
const ending = (bomb: Bomb, i: number): Buffer =>
  bomb === 'avif' ? Buffer.concat([Buffer.from([0, 0, 0, 9]), Buffer.from('free'), Buffer.from([i])]) : Buffer.from([i])

/** A folder of 400 pictures of 1,100 × 1,100 pixels. */
export function largePictures(round: Round): Promise<string> {
  return round.template('large-pictures', async folder => {
    await mkdir(folder, { recursive: true })
    for (let i = 0; i < 400; i++)
      await sharp({ create: { width: 1100, height: 1100, channels: 3, background: { r: i % 256, g: i >> 2, b: 90 } } })
        .jpeg()
        .toFile(join(folder, `${i}.jpg`))
  })
}

/** The bytes of one. */
export async function make(bomb: Bomb, side: number): Promise<Buffer> {
  if (bomb === 'rle-bmp') return emptyBitmap(side)
  const flat = sharp({
    create: { width: side, height: side, channels: 3, background: '#c86432' },
    limitInputPixels: false
  })
  if (bomb === 'avif') return flat.avif({ effort: 0, quality: 1 }).toBuffer()
  if (bomb === 'interlaced-png') return flat.png({ progressive: true, compressionLevel: 6 }).toBuffer()
  return flat.jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer()
}

/** A bitmap of runs, of which none is there: all of it has the palette's first colour. */
function emptyBitmap(side: number): Buffer {
  const palette = Buffer.alloc(4 * 256, 0x40)
  const header = Buffer.alloc(54)
  header.write('BM', 'latin1')
  header.writeUInt32LE(54 + palette.length, 10)
  header.writeUInt32LE(40, 14)
  header.writeInt32LE(side, 18)
  header.writeInt32LE(side, 22)
  header.writeUInt16LE(1, 26)
  header.writeUInt16LE(8, 28)
  header.writeUInt32LE(1, 30)
  return Buffer.concat([header, palette, Buffer.from([0, 1])])
}
