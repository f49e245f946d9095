/** The picture on the page. */

/** Draws height × width × channels numbers from −1 to 1, one canvas pixel each. */
export function show(
  canvas: HTMLCanvasElement,
  numbers: Float32Array,
  [height, width, channels]: readonly number[]
): void {
  if (height === undefined || width === undefined || channels === undefined) return
  canvas.width = width
  canvas.height = height
  const image = new ImageData(width, height)
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) {
      const number = numbers[i * channels + (channels === 1 ? 0 : channel)] ?? -1
      image.data[4 * i + channel] = Math.round((number + 1) * 127.5)
    }
    image.data[4 * i + 3] = 255
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0)
}

/** A picture file, cut to the middle of its longer side, as numbers from −1 to 1. @throws what cannot be decoded */
export async function read(
  file: Blob,
  [height, width, channels]: readonly [number, number, number]
): Promise<Float32Array> {
  const bitmap = await createImageBitmap(file)
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser gives the page nothing to draw on.')
  const scale = Math.max(width / bitmap.width, height / bitmap.height)
  const [w, h] = [bitmap.width * scale, bitmap.height * scale]
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, (width - w) / 2, (height - h) / 2, w, h)
  const { data } = context.getImageData(0, 0, width, height)
  return Float32Array.from({ length: height * width * channels }, (_, i) => {
    const pixel = 4 * Math.floor(i / channels)
    if (channels === 3) return (data[pixel + (i % 3)] ?? 0) / 127.5 - 1
    // Luma of Rec. 709.
    return (0.2126 * (data[pixel] ?? 0) + 0.7152 * (data[pixel + 1] ?? 0) + 0.0722 * (data[pixel + 2] ?? 0)) / 127.5 - 1
  })
}
