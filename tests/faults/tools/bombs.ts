/**
 * Small files that become pictures of 12,000 × 12,000 pixels: what decoders keep of them is a hundred thousand times as
 * much.
 */
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
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
    const first = join(folder, `1.${extension}`)
    await writeFile(first, await make(bomb, side))
    for (let i = 2; i <= inAPack; i++) await copyFile(first, join(folder, `${i}.${extension}`))
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
