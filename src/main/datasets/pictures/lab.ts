/** CIE Lab of TIFF files as sRGB. */

/** The light that Lab of TIFF files and of profiles is under (ICC.1, "D50"). */
const white = [0.9642, 1, 0.8249]
/** XYZ under D50 to linear sRGB, whose light is D65, adapted after Bradford (Lindbloom's tables). */
const toLinear = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427]
]

/**
 * @param lab L without a sign from 0 to 100, a and b with one, as TIFF has them (TIFF 6.0, section 23)
 * @param channels those of a pixel; those beyond three are passed over
 * @returns 3 bytes of sRGB for each pixel; colours beyond it are cut off
 */
export function labToSrgb(lab: Buffer, bits: 8 | 16, channels: number): Uint8Array {
  const from = bits === 8 ? lab : new Uint16Array(lab.buffer, lab.byteOffset, lab.length / 2)
  const whole = 2 ** bits
  const signed = (value: number) => (value >= whole / 2 ? value - whole : value) / (whole / 256)
  const to = new Uint8ClampedArray((from.length / channels) * 3)
  for (let i = 0, j = 0; i < from.length; i += channels, j += 3) {
    const y = ((100 * (from[i] ?? 0)) / (whole - 1) + 16) / 116
    const xyz = [y + signed(from[i + 1] ?? 0) / 500, y, y - signed(from[i + 2] ?? 0) / 200].map(
      (f, k) => (white[k] ?? 1) * (f > 6 / 29 ? f ** 3 : 3 * (6 / 29) ** 2 * (f - 4 / 29))
    )
    toLinear.forEach((row, c) => {
      const linear = row.reduce((sum, factor, k) => sum + factor * (xyz[k] ?? 0), 0)
      to[j + c] = 255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055)
    })
  }
  return new Uint8Array(to.buffer)
}
