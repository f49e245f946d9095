/** Colour and grey of pixels. */

/** Scans and JPEG rounding tint a grey picture by a few levels. */
const greyTolerance = 8

/** Whether no pixel of RGB bytes has a colour to speak of. */
export function isGrey(rgb: Uint8Array): boolean {
  for (let i = 0; i + 2 < rgb.length; i += 3) {
    const r = rgb[i] ?? 0,
      g = rgb[i + 1] ?? 0,
      b = rgb[i + 2] ?? 0
    if (Math.max(r, g, b) - Math.min(r, g, b) > greyTolerance) return false
  }
  return true
}

/** Grey is luma after Rec. 601, as JPEG has it: a pixel with equal red, green and blue keeps its value. */
export function toChannels(from: Uint8Array, have: number, want: 1 | 3): Uint8Array {
  if (have === want) return from
  const count = from.length / have
  const to = new Uint8Array(count * want)
  for (let i = 0; i < count; i++) {
    if (want === 1)
      to[i] = Math.round(
        0.299 * (from[i * have] ?? 0) + 0.587 * (from[i * have + 1] ?? 0) + 0.114 * (from[i * have + 2] ?? 0)
      )
    else to.fill(from[i * have] ?? 0, 3 * i, 3 * i + 3)
  }
  return to
}
