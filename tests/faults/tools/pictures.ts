/** A folder of small pictures, made once for all rounds. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Round } from '../round'

/** `count` different PNGs of 28 × 28 in two folders. */
export function pictureFolder(round: Round, count: number): Promise<string> {
  return round.template(`pictures-${count}`, async folder => {
    for (const name of ['left', 'right']) await mkdir(join(folder, name), { recursive: true })
    for (let i = 0; i < count; i++) {
      const pixels = Uint8Array.from({ length: 28 * 28 }, (_, at) => (at * (i + 3) + i * i) % 251)
      await sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } })
        .png()
        .toFile(join(folder, i % 2 ? 'left' : 'right', `${i}.png`))
    }
  })
}
