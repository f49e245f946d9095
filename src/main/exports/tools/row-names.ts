/** Names of a picture's rows, beside it on the left. */
import { drawWords, letterHeight, letterPitch, wordWidth } from '../../drawing/lettering'
import { layTile, type Raster } from '../../drawing/sheet'
import type { ExportOption } from '../format'
import type { Strip } from './caption'

/** Letters of a name; what is longer is cut off. */
const longest = 20
/** Dots on both sides of the names. */
const margin = 4

export const namesOption: ExportOption = {
  advanced: false,
  key: 'names',
  type: 'flag',
  label: 'Class names',
  default: false,
  help: 'Each row is one class, with its name on the left.'
}

/** Where rows lie: so high each, and so far from one to the next. */
export interface Rows {
  height: number
  pitch: number
}

const fitting = (name: string): string => (name.length <= longest ? name : `${name.slice(0, longest - 2).trimEnd()}..`)

/** Pixels per dot of a letter: it takes at most a quarter of its row, and can be read where rows are low. */
const dotSize = ({ height }: Rows): number => Math.min(4, Math.max(1, Math.floor(height / (4 * letterHeight))))

/** Pixels across; none without names. */
export const namesWidth = (names: readonly string[], rows: Rows): number =>
  names.length === 0
    ? 0
    : (Math.max(letterPitch, ...names.map(name => wordWidth(fitting(name)))) + 2 * margin) * dotSize(rows)

/** Each in the middle of its row, as near to its pictures as the others. @param height of all rows together, pixels */
export function namesStrip(names: readonly string[], rows: Rows, height: number): Strip {
  const [size, width] = [dotSize(rows), namesWidth(names, rows)]
  const strip: Strip = { width, height, dots: new Uint8Array(width * height) }
  names.map(fitting).forEach((name, row) => {
    const left = width - (wordWidth(name) + margin) * size
    const top = row * rows.pitch + Math.floor((rows.height - letterHeight * size) / 2)
    drawWords(name, (x, y) => {
      for (let down = 0; down < size; down++) {
        const line = top + y * size + down
        if (line < 0 || line >= height) continue
        const start = line * width + left + x * size
        strip.dots.fill(1, start, start + size)
      }
    })
  })
  return strip
}

/** A picture with names beside it, white on black. */
export function withNames(picture: Raster, names: readonly string[], rows: Rows): Raster {
  if (names.length === 0) return picture
  const { dots, width: left } = namesStrip(names, rows, picture.height)
  const { height, channels } = picture
  const named = { pixels: new Uint8Array((left + picture.width) * height * channels), height, channels }
  const onto = { ...named, width: left + picture.width }
  layTile(onto, picture.pixels, [height, picture.width, channels], left, 0)
  dots.forEach((dot, i) => {
    const at = (Math.floor(i / left) * onto.width + (i % left)) * channels
    if (dot) onto.pixels.fill(255, at, at + channels)
  })
  return onto
}
