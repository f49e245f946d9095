/** Writes bitmaps of the kinds found in the wild, for reading them back. Pixels are RGB, row by row from the top. */
export interface BmpRecipe {
  bits: 1 | 4 | 8 | 16 | 24 | 32
  width: number
  height: number
  /** Red, green, blue of every pixel; for up to 8 bits these must be in the palette. */
  pixels: [number, number, number][]
  palette?: [number, number, number][]
  topDown?: boolean
  oldHeader?: boolean
  /** Bit masks red, green, blue, alpha after the header. */
  fields?: number[]
  /** Packs one pixel of 16 or 32 bits. */
  pack?: (rgb: [number, number, number]) => number
  /** RLE8 or RLE4 data instead of rows. */
  runs?: number[]
}

export function writeBmp(recipe: BmpRecipe): Buffer {
  const { bits, width, height, palette = [], topDown, oldHeader, fields = [], runs } = recipe
  const data = runs ? Buffer.from(runs) : rows(recipe)
  const header = Buffer.alloc(oldHeader ? 12 : 40)
  header.writeUInt32LE(header.length, 0)
  if (oldHeader) {
    header.writeUInt16LE(width, 4)
    header.writeUInt16LE(height, 6)
    header.writeUInt16LE(1, 8)
    header.writeUInt16LE(bits, 10)
  } else {
    header.writeInt32LE(width, 4)
    header.writeInt32LE(topDown ? -height : height, 8)
    header.writeUInt16LE(1, 12)
    header.writeUInt16LE(bits, 14)
    header.writeUInt32LE(runs ? (bits === 8 ? 1 : 2) : fields.length === 4 ? 6 : fields.length === 3 ? 3 : 0, 16)
    header.writeUInt32LE(palette.length, 32)
  }
  const masks = Buffer.concat(
    fields.map(mask => {
      const four = Buffer.alloc(4)
      four.writeUInt32LE(mask)
      return four
    })
  )
  const colours = Buffer.from(palette.flatMap(([r, g, b]) => (oldHeader ? [b, g, r] : [b, g, r, 0])))
  const file = Buffer.alloc(14)
  file.write('BM', 'latin1')
  const offset = 14 + header.length + masks.length + colours.length
  file.writeUInt32LE(offset + data.length, 2)
  file.writeUInt32LE(offset, 10)
  return Buffer.concat([file, header, masks, colours, data])
}

function rows({ bits, width, height, pixels, palette = [], topDown, pack }: BmpRecipe): Buffer {
  const stride = 4 * Math.ceil((width * bits) / 32)
  const data = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const pixel = pixels[y * width + x] ?? [0, 0, 0]
      const row = stride * (topDown ? y : height - 1 - y)
      if (bits <= 8) {
        const index = palette.findIndex(colour => colour.join() === pixel.join())
        const at = row + Math.floor((x * bits) / 8)
        data[at] = (data[at] ?? 0) | (index << (8 - bits - ((x * bits) % 8)))
      } else if (bits === 24) data.set([pixel[2], pixel[1], pixel[0]], row + 3 * x)
      else if (bits === 16) data.writeUInt16LE(pack ? pack(pixel) : 0, row + 2 * x)
      else data.writeUInt32LE(pack ? pack(pixel) : ((pixel[0] << 16) | (pixel[1] << 8) | pixel[2]) >>> 0, row + 4 * x)
    }
  return data
}
