import sharp from 'sharp'
import { tilesOf } from '../../src/main/drawing/sheet'
import type { SamplePixels } from '../../src/main/engine/protocol'
import type { Sheet } from '../../src/shared/domain'

/** The pictures of a sheet again, decoded in this process. */
export async function decodeSheet(sheet: Sheet): Promise<SamplePixels> {
  const image = sharp(sheet.png, { limitInputPixels: false })
  // Raw output widens grey to three channels unless told otherwise.
  const grey = (await image.metadata()).channels === 1
  const { data, info } = await image
    .toColourspace(grey ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return tilesOf(sheet, { pixels: data, width: info.width, height: info.height, channels: info.channels })
}

/** The sheet that an export of PNG is, from its bytes and what it says of itself. */
export const sheetIn = (
  png: Uint8Array<ArrayBuffer>,
  { tileWidth = 0, tileHeight = 0, columns = 0, rows = 0, count = 0 }: Record<string, number>
): Sheet => ({ png, tileWidth, tileHeight, columns, rows, count })
