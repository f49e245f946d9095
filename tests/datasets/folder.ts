/** Real folders of real pictures for the tests of this folder. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { onTestFinished } from 'vitest'

/** A temporary folder, gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-datasets-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A picture of one colour. */
export const plain = (
  width: number,
  height: number,
  background: { r: number; g: number; b: number; alpha?: number }
): Sharp => sharp({ create: { width, height, channels: background.alpha === undefined ? 3 : 4, background } })

/** Left half one colour, right half another: rotation, cutting and padding show in it. */
export function halves(width: number, height: number, left = [255, 0, 0], right = [0, 0, 255]): Sharp {
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) pixels.set(x < width / 2 ? left : right, (y * width + x) * 3)
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

/** Writes files by path; a picture is encoded after its extension. */
export async function fill(folder: string, files: Record<string, Sharp | Buffer | string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    if (typeof content === 'string' || Buffer.isBuffer(content)) await writeFile(file, content)
    else await content.toFile(file)
  }
}
