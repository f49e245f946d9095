/**
 * Points in the plane as a picture: quiet dots for real ones, bright ones for generated ones, over a grid with a few
 * numbers. The same square of the plane at every epoch, so that what moves is what was generated. Dots and lines are
 * smooth-edged.
 */
import type { ImageShape } from '../../shared/domain'
import { squareAround, type Square } from '../../shared/points'
import { drawWords, letterHeight, wordWidth } from './lettering'

/** Where points are shown: the dataset's own, and the square around them. */
export interface Plot {
  real: Float32Array
  square: Square
}

export interface Drawn {
  /** Generated points, x, y after one another. */
  generated?: Float32Array
  /** Lines through the plane, each x, y after one another. */
  lines?: readonly Float32Array[]
  /** One point that all is about. */
  marked?: readonly [number, number]
}

type Colour = readonly [number, number, number]
/** The window's own dark colours; generated points have the generator's, as its loss has. */
const ground: Colour = [27, 27, 27]
const gridColour: Colour = [44, 44, 44]
const axisColour: Colour = [70, 70, 70]
const numberColour: Colour = [148, 148, 148]
const realColour: Colour = [168, 168, 168]
const generatedColour: Colour = [240, 162, 60]
const lineColour: Colour = [150, 104, 44]
const white: Colour = [255, 255, 255]

export const plotOf = (real: Float32Array): Plot => ({ real, square: squareAround(real) })

/** A scatter of size × size pixels: size × size × 3 bytes. Below 160 pixels without numbers. */
export function drawScatter(
  { real, square }: Plot,
  { generated, lines = [], marked }: Drawn,
  [size]: ImageShape
): Uint8Array {
  const canvas = new Canvas(size)
  const across = (x: number): number => ((x - square.x) / square.side) * size
  const down = (y: number): number => size - ((y - square.y) / square.side) * size
  const each = (points: Float32Array, draw: (x: number, y: number) => void): void => {
    for (let i = 0; i < points.length; i += 2) draw(across(points[i] ?? 0), down(points[i + 1] ?? 0))
  }
  const ticks = ticksOf(square)
  for (const { x, y } of ticks) {
    const colour = (value: number): Colour => (value === 0 ? axisColour : gridColour)
    if (x !== null) canvas.column(Math.round(across(x)), colour(x))
    if (y !== null) canvas.row(Math.round(down(y)), colour(y))
  }
  const radius = Math.max(0.9, size / 210)
  each(real, (x, y) => {
    canvas.dot(x, y, radius, realColour, 0.45)
  })
  if (generated)
    each(generated, (x, y) => {
      canvas.dot(x, y, radius, generatedColour, 0.75)
    })
  for (const line of lines) {
    for (let i = 2; i < line.length; i += 2)
      canvas.line(
        across(line[i - 2] ?? 0),
        down(line[i - 1] ?? 0),
        across(line[i] ?? 0),
        down(line[i + 1] ?? 0),
        size / 512,
        lineColour
      )
  }
  if (marked) {
    canvas.dot(across(marked[0]), down(marked[1]), size / 42, white, 1)
    canvas.dot(across(marked[0]), down(marked[1]), size / 54, generatedColour, 1)
  }
  if (size >= 160)
    for (const { x, y } of ticks)
      canvas.numbers(x === null ? null : across(x), y === null ? null : down(y), String(x ?? y))
  return canvas.pixels
}

/** Round numbers that fall within the square, four or so a side; its edges are left free for the numbers themselves. */
function ticksOf({ x, y, side }: Square): { x: number | null; y: number | null }[] {
  const rough = side / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find(factor => factor * power >= rough) ?? 10) * power
  const decimals = Math.max(0, -Math.floor(Math.log10(step)))
  const within = (low: number): number[] => {
    const first = Math.ceil((low + 0.06 * side) / step),
      last = Math.floor((low + 0.96 * side) / step)
    return Array.from(
      { length: Math.max(0, last - first + 1) },
      (_, i) => Number(((first + i) * step).toFixed(decimals)) + 0
    )
  }
  return [...within(x).map(at => ({ x: at, y: null })), ...within(y).map(at => ({ x: null, y: at }))]
}

/** size × size × 3 bytes that can be drawn on. */
class Canvas {
  readonly pixels: Uint8Array

  constructor(readonly size: number) {
    this.pixels = new Uint8Array(size * size * 3)
    for (let i = 0; i < this.pixels.length; i++) this.pixels[i] = ground[i % 3] ?? 0
  }

  column(x: number, colour: Colour): void {
    for (let y = 0; y < this.size; y++) this.blend(x, y, colour, 1)
  }
  row(y: number, colour: Colour): void {
    for (let x = 0; x < this.size; x++) this.blend(x, y, colour, 1)
  }

  /** A disc; what its edge covers of a pixel counts. */
  dot(x: number, y: number, radius: number, colour: Colour, opacity: number): void {
    this.cover(x, y, x, y, radius, colour, opacity)
  }

  /** @param width half of it, pixels */
  line(x0: number, y0: number, x1: number, y1: number, width: number, colour: Colour): void {
    this.cover(x0, y0, x1, y1, width, colour, 1)
  }

  /** A number beside a grid line: at the lower edge where x is given, at the left edge where y is. */
  numbers(x: number | null, y: number | null, word: string): void {
    const scale = Math.max(1, Math.round(this.size / 340))
    const margin = 4 * scale
    const left = x === null ? margin : Math.round(x - (wordWidth(word) * scale) / 2)
    const top = y === null ? this.size - margin - letterHeight * scale : Math.round(y - (letterHeight * scale) / 2)
    // A ground of their own: numbers are read over dots.
    for (let py = top - scale; py < top + (letterHeight + 1) * scale; py++)
      for (let px = left - scale; px < left + (wordWidth(word) + 1) * scale; px++) this.blend(px, py, ground, 0.8)
    drawWords(word, (dx, dy) => {
      for (let i = 0; i < scale * scale; i++)
        this.blend(left + dx * scale + (i % scale), top + dy * scale + Math.floor(i / scale), numberColour, 1)
    })
  }

  /** Everything within `radius` of a stretch from one place to another. Pixel centres lie at halves. */
  private cover(x0: number, y0: number, x1: number, y1: number, radius: number, colour: Colour, opacity: number): void {
    const length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    const clamp = (value: number): number => Math.min(this.size - 1, Math.max(0, value))
    if (![x0, y0, x1, y1].every(Number.isFinite)) return
    for (
      let y = clamp(Math.floor(Math.min(y0, y1) - radius - 1));
      y <= clamp(Math.ceil(Math.max(y0, y1) + radius));
      y++
    ) {
      for (
        let x = clamp(Math.floor(Math.min(x0, x1) - radius - 1));
        x <= clamp(Math.ceil(Math.max(x0, x1) + radius));
        x++
      ) {
        const [dx, dy] = [x + 0.5 - x0, y + 0.5 - y0]
        const along = length === 0 ? 0 : Math.min(1, Math.max(0, (dx * (x1 - x0) + dy * (y1 - y0)) / length))
        const distance = Math.hypot(dx - along * (x1 - x0), dy - along * (y1 - y0))
        this.blend(x, y, colour, opacity * Math.min(1, Math.max(0, radius + 0.5 - distance)))
      }
    }
  }

  private blend(x: number, y: number, colour: Colour, opacity: number): void {
    if (opacity <= 0 || x < 0 || y < 0 || x >= this.size || y >= this.size) return
    const at = 3 * (y * this.size + x)
    for (let c = 0; c < 3; c++)
      this.pixels[at + c] = Math.round((this.pixels[at + c] ?? 0) * (1 - opacity) + (colour[c] ?? 0) * opacity)
  }
}
