/**
 * Points in the plane as a picture: quiet dots for real ones, bright ones for generated ones, over a grid with a few
 * numbers. The same square of the plane at every epoch, so that what moves is what was generated. Dots, lines
 * and numbers are smooth-edged.
 */
import type { ImageShape } from '../../shared/domain'
import { evenly } from '../../shared/sheet-size'
import { leftOf, planeCells, squareAround, type Square } from '../../shared/points'
import { drawNumber, numberWidth } from './numerals'

/** Where points are shown: the dataset's own, and the square around them. */
export interface Plot {
  real: Float32Array
  square: Square
}

export interface Drawn {
  /** Generated points, x, y after one another. */
  generated?: Float32Array | undefined
  /** Lines through the plane, each x, y after one another. */
  lines?: readonly Float32Array[]
  /** How real each cell of the plane looks (`planePlaces`), 0 to 1. */
  surface?: Float32Array | undefined
  /** Which way each generated point is pulled, x, y after one another. */
  pull?: Float32Array | undefined
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
const pullColour: Colour = [255, 214, 150]
/** Of the discriminator's surface: where it thinks that points are real, and where generated. */
const [likeReal, likeGenerated]: [Colour, Colour] = [
  [52, 132, 196],
  [176, 74, 44]
]
/** Steps of it from 0 to 1, and its opacity at either end. */
const [bands, strongest] = [20, 1]

export const plotOf = (real: Float32Array): Plot => ({ real, square: squareAround(real) })

/** A scatter: height × width × 3 bytes, the square as high as it. Below 160 pixels of height without numbers. */
export function drawScatter(
  { real, square }: Plot,
  { generated, lines = [], surface, pull, marked }: Drawn,
  shape: ImageShape
): Uint8Array {
  const [size] = shape
  const canvas = new Canvas(shape)
  const left = leftOf(square, shape)
  const across = (x: number): number => ((x - left) / square.side) * size
  const down = (y: number): number => size - ((y - square.y) / square.side) * size
  const each = (points: Float32Array, draw: (x: number, y: number) => void): void => {
    for (let i = 0; i < points.length; i += 2) draw(across(points[i] ?? 0), down(points[i + 1] ?? 0))
  }
  if (surface) canvas.surface(surface)
  const ticks = ticksOf(square, left, (square.side * shape[1]) / size)
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
  if (generated && pull)
    for (const [from, to] of arrowsOf(generated, pull, square.side)) {
      const [x0, y0, x1, y1] = [across(from[0]), down(from[1]), across(to[0]), down(to[1])]
      canvas.arrow(x0, y0, x1, y1, size / 512, pullColour)
    }
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
    for (const { x, y } of ticks) canvas.number(x === null ? null : across(x), y === null ? null : down(y), x ?? y ?? 0)
  return canvas.pixels
}

/** Round numbers that fall within the square, four or so a side; its edges are left free for the numbers themselves. */
function ticksOf({ y, side }: Square, left: number, width: number): { x: number | null; y: number | null }[] {
  const rough = side / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find(factor => factor * power >= rough) ?? 10) * power
  const decimals = Math.max(0, -Math.floor(Math.log10(step)))
  const within = (low: number, extent: number): number[] => {
    const first = Math.ceil((low + 0.06 * side) / step),
      last = Math.floor((low + extent - 0.04 * side) / step)
    return Array.from(
      { length: Math.max(0, last - first + 1) },
      (_, i) => Number(((first + i) * step).toFixed(decimals)) + 0
    )
  }
  return [...within(left, width).map(at => ({ x: at, y: null })), ...within(y, side).map(at => ({ x: null, y: at }))]
}

/** At most so many arrows: more would be a thicket. */
const mostArrows = 90
/** Length of an arrow per slope, and at most, in sides of the square; a slope is the loss's change along a side. */
const arrowLength = { perSlope: 0.02, most: 0.09, least: 0.006 }

/** From points, evenly chosen, to where they are pulled. */
function arrowsOf(
  points: Float32Array,
  pull: Float32Array,
  side: number
): [from: [x: number, y: number], to: [x: number, y: number]][] {
  const all = points.length / 2
  return [...evenly(Math.min(all, mostArrows), all)].flatMap(i => {
    const [x = 0, y = 0, dx = 0, dy = 0] = [points[2 * i], points[2 * i + 1], pull[2 * i], pull[2 * i + 1]]
    const slope = Math.hypot(dx, dy) * side
    const length = Math.min(arrowLength.most, arrowLength.perSlope * slope)
    if (!(length > arrowLength.least)) return []
    const by = (length * side * side) / slope
    return [
      [
        [x, y],
        [x + by * dx, y + by * dy]
      ] as [[number, number], [number, number]]
    ]
  })
}

/** height × width × 3 bytes that can be drawn on. */
class Canvas {
  readonly pixels: Uint8Array
  readonly size: number
  readonly width: number

  constructor(readonly shape: ImageShape) {
    ;[this.size, this.width] = shape
    this.pixels = new Uint8Array(this.size * this.width * 3)
    for (let i = 0; i < this.pixels.length; i++) this.pixels[i] = ground[i % 3] ?? 0
  }

  column(x: number, colour: Colour): void {
    for (let y = 0; y < this.size; y++) this.blend(x, y, colour, 1)
  }
  row(y: number, colour: Colour): void {
    for (let x = 0; x < this.width; x++) this.blend(x, y, colour, 1)
  }

  /** How real the plane looks, in bands as a map of heights has them: what looks real is cool, the rest warm. */
  surface(real: Float32Array): void {
    const { down, across } = planeCells(this.shape)
    const at = (row: number, column: number): number =>
      real[Math.min(down - 1, Math.max(0, row)) * across + Math.min(across - 1, Math.max(0, column))] ?? 0.5
    for (let y = 0; y < this.size; y++) {
      const v = ((y + 0.5) * down) / this.size - 0.5
      for (let x = 0; x < this.width; x++) {
        const u = ((x + 0.5) * across) / this.width - 0.5
        const [row, column] = [Math.floor(v), Math.floor(u)]
        const [a, b] = [v - row, u - column]
        const value =
          (1 - a) * ((1 - b) * at(row, column) + b * at(row, column + 1)) +
          a * ((1 - b) * at(row + 1, column) + b * at(row + 1, column + 1))
        const band = Math.round((value - 0.5) * bands)
        if (band !== 0) this.blend(x, y, band > 0 ? likeReal : likeGenerated, (Math.abs(band) / bands) * strongest)
      }
    }
  }

  arrow(x0: number, y0: number, x1: number, y1: number, width: number, colour: Colour): void {
    this.line(x0, y0, x1, y1, width, colour)
    const angle = Math.atan2(y1 - y0, x1 - x0)
    for (const turn of [2.6, -2.6])
      this.line(x1, y1, x1 + 5 * width * Math.cos(angle + turn), y1 + 5 * width * Math.sin(angle + turn), width, colour)
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
  number(x: number | null, y: number | null, value: number): void {
    const height = Math.max(7, this.size / 42)
    const [width, margin] = [numberWidth(value) * height, 0.6 * height]
    const left = x === null ? margin : x - width / 2
    const top = y === null ? this.size - margin - height : y - height / 2
    // A ground of their own: numbers are read over dots.
    const room = height / 4
    for (let py = Math.round(top - room); py < top + height + room; py++)
      for (let px = Math.round(left - room); px < left + width + room; px++) this.blend(px, py, ground, 0.8)
    drawNumber(value, (x0, y0, x1, y1) =>
      this.line(left + x0 * height, top + y0 * height, left + x1 * height, top + y1 * height, height / 20, numberColour)
    )
  }

  /** Everything within `radius` of a stretch from one place to another. Pixel centres lie at halves. */
  private cover(x0: number, y0: number, x1: number, y1: number, radius: number, colour: Colour, opacity: number): void {
    const length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    const clamp = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value))
    if (![x0, y0, x1, y1].every(Number.isFinite)) return
    for (
      let y = clamp(Math.floor(Math.min(y0, y1) - radius - 1), this.size);
      y <= clamp(Math.ceil(Math.max(y0, y1) + radius), this.size);
      y++
    ) {
      for (
        let x = clamp(Math.floor(Math.min(x0, x1) - radius - 1), this.width);
        x <= clamp(Math.ceil(Math.max(x0, x1) + radius), this.width);
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
    if (opacity <= 0 || x < 0 || y < 0 || x >= this.width || y >= this.size) return
    const at = 3 * (y * this.width + x)
    for (let c = 0; c < 3; c++)
      this.pixels[at + c] = Math.round((this.pixels[at + c] ?? 0) * (1 - opacity) + (colour[c] ?? 0) * opacity)
  }
}
