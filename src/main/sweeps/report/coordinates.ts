/** Parallel coordinates as a drawing. */
import type { Sweep } from '../../../shared/sweeps/sweep'
import { coordinatesOf, type Line } from '../../../shared/sweeps/coordinates'
import { escaped } from '../../lib/html'

const height = 260
/** Of the part between the names above and below. */
const [top, bottom] = [34, height - 16]
const between = 150
const edge = 70

/** An SVG: the three best in colour, the others grey. */
export function coordinatesDrawing(sweep: Sweep): string {
  const { axes, lines } = coordinatesOf(sweep)
  const width = 2 * edge + between * (axes.length - 1)
  const x = (axis: number): number => edge + axis * between
  const y = (at: number): number => bottom - at * (bottom - top)
  const drawn = lines.toReversed().map(line => lineOf(line, x, y))
  const marks = axes.map(({ key, ticks }, i) => {
    const words = ticks.map(
      tick => `<text x="${x(i) + 5}" y="${(y(tick.at) + 4).toFixed(1)}">${escaped(tick.words)}</text>`
    )
    return (
      `<line x1="${x(i)}" x2="${x(i)}" y1="${top}" y2="${bottom}" stroke="#888"/>` +
      `<text x="${x(i)}" y="18" text-anchor="middle" font-weight="600">${escaped(key)}</text>${words.join('')}`
    )
  })
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `role="img" aria-label="Settings of each configuration, and its place" font-size="12" font-family="system-ui">` +
    `${drawn.join('')}${marks.join('')}</svg>`
  )
}

const colours = ['#1769aa', '#c0561f', '#3a7d34']

function lineOf({ at, place }: Line, x: (axis: number) => number, y: (at: number) => number): string {
  const points = at.flatMap((each, i) => (each === null ? [] : [`${x(i)},${y(each).toFixed(1)}`]))
  const best = place !== null && place <= colours.length
  const look = best ? `stroke="${colours[place - 1] ?? ''}" stroke-width="2.5"` : 'stroke="#bbb" stroke-width="1"'
  return `<polyline fill="none" ${look} points="${points.join(' ')}"/>`
}
