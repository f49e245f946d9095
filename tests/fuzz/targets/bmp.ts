import { decodeBmp, isBmp } from '../../../src/main/datasets/pictures/bmp'
import { UnreadablePicture } from '../../../src/main/datasets/source'
import { referenceBmp } from '../support/reference-bmp'
import { digest, type FuzzTarget } from '../support/target'

/** Small enough that the reference, which is slow, reads thousands. */
const largest = 4096

export default {
  read: bytes => {
    if (!isBmp(bytes)) return null
    let found
    try {
      found = decodeBmp(bytes, largest)
    } catch (error) {
      if (!(error instanceof UnreadablePicture)) throw error
      if (referenceBmp(bytes, largest))
        throw new Error(`It was refused, and can be read: ${error.message}`, { cause: error })
      return null
    }
    const { pixels, width, height, channels } = found
    if (pixels.length !== width * height * channels || width * height > largest)
      throw new Error(`${pixels.length} bytes for ${width} × ${height} × ${channels}.`)
    const wanted = referenceBmp(bytes, largest)
    if (!wanted) throw new Error('It was read, and should have been refused.')
    if (wanted.width !== width || wanted.height !== height || !Buffer.from(wanted.pixels.flat()).equals(pixels))
      throw new Error('Other pixels than the file has.')
    return digest(width, height, channels, pixels)
  }
} satisfies FuzzTarget as FuzzTarget
