import sharp from 'sharp'
import { crc32 } from 'node:zlib'
import { readSmallPng } from '../../../src/main/datasets/pictures/small-png'
import { digest, type FuzzTarget } from '../support/target'

export default {
  read: async bytes => {
    if (bytes.length < 24) return null
    const found = readSmallPng(bytes, bytes.readUInt32BE(16))
    if (!found) return null
    // Whatever it reads, the decoder reads to the same pixels.
    const { data, info } = await sharp(bytes, { failOn: 'error', autoOrient: true })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    const { width, height, channels, pixels } = found
    const step = info.channels / channels
    if (info.width !== width || info.height !== height || !Number.isInteger(step))
      throw new Error(`${info.width} × ${info.height} × ${info.channels} became ${width} × ${height} × ${channels}.`)
    for (const [i, value] of data.entries())
      if (value !== pixels[Math.floor(i / step)]) throw new Error(`Other pixels than the file has, at ${i}.`)
    return digest(width, height, channels, pixels)
  },

  mend: bytes => {
    const mended = Buffer.from(bytes)
    for (let at = 8; at + 12 <= mended.length;) {
      const end = at + 8 + mended.readUInt32BE(at)
      if (end + 4 > mended.length) break
      mended.writeUInt32BE(crc32(mended.subarray(at + 4, end)), end)
      at = end + 4
    }
    return mended
  }
} satisfies FuzzTarget as FuzzTarget
