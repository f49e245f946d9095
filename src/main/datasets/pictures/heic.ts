/**
 * HEIC, as telephones save it: libheif in WebAssembly (libheif-js, LGPL 3, a file of its own), which is loaded with the
 * first such picture. sharp reads the header of such files, and has no decoder for their pixels.
 */
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import type { Canvas, Libheif } from 'libheif-js/wasm-bundle.js'
import { UnreadablePicture } from '../source'

type Decoder = InstanceType<Libheif['HeifDecoder']>

/** One for all: it gives back what it took for a picture when it is asked for the next. */
let decoder: Promise<Decoder> | null = null
/** The last of those that wait for it. */
let turn: Promise<unknown> = Promise.resolve()

/**
 * The file's main picture, upright, as a PNG with its colour profile.
 * @param profile the file's own, which sharp found in its header
 * @throws UnreadablePicture
 */
export async function heicToPng(bytes: Buffer, profile: Buffer | undefined): Promise<Buffer> {
  decoder ??= import('libheif-js/wasm-bundle.js').then(({ default: { HeifDecoder } }) => new HeifDecoder())
  const mine = Promise.all([decoder, turn]).then(([found]) => decode(found, bytes))
  turn = mine.catch(() => undefined)
  const { data, width, height } = await mine
  const png = await sharp(data, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 0 })
    .toBuffer()
  return profile ? withProfile(png, profile) : png
}

async function decode(heif: Decoder, bytes: Buffer): Promise<Canvas> {
  const images = heif.decode(bytes)
  try {
    const image = images.find(each => each.is_primary()) ?? images[0]
    if (!image) throw new UnreadablePicture('The file is damaged or cut short.')
    const [width, height] = [image.get_width(), image.get_height()]
    const canvas = { data: new Uint8ClampedArray(width * height * 4), width, height }
    const drawn = await new Promise<boolean>(done => image.display(canvas, result => done(result !== null)))
    if (!drawn) throw new UnreadablePicture('The file is damaged or cut short.')
    return canvas
  } finally {
    for (const image of images) image.free()
  }
}

/** Where the header of every PNG ends, bytes. */
const header = 33

/** Of raw pixels sharp takes no profile. */
function withProfile(png: Buffer, profile: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('iCCPprofile\0\0', 'latin1'), deflateSync(profile)])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(body.length - 4)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return Buffer.concat([png.subarray(0, header), chunk, png.subarray(header)])
}
