/** A shape that somebody draws by hand: its strokes, and the points that are sampled along them. */
import { normalStream, uniformStream } from '../random'

/** Strokes lie in the square [−2, 2] × [−2, 2], y upwards. */
export const drawingReach = 2
/** Points of a dataset that is drawn: as many as those that are made by name have. */
export const drawnCount = 1000
/** Most strokes of a drawing, and most places of all of them together. */
export const mostStrokes = 200
export const mostPlaces = 1000

/** Of points around the middle of a stroke. */
const deviation = 0.06

/** Each stroke from place to place; one that is a single place is a dot. What of them is taken, `strokes` says. */
export type Strokes = Place[][]
export interface Place {
  x: number
  y: number
}

/** A piece of a stroke: from where to where, and how much ink it has. */
interface Piece {
  from: Place
  to: Place
  ink: number
}

const piecesOf = (drawn: Strokes): Piece[] =>
  drawn.flatMap(stroke => {
    const pieces = stroke.slice(1).flatMap((to, i): Piece[] => {
      const from = stroke[i] ?? to
      const ink = Math.hypot(to.x - from.x, to.y - from.y)
      return ink > 0 ? [{ from, to, ink }] : []
    })
    // A dot has as much ink as the pen is wide.
    const [dot] = stroke
    return pieces.length === 0 && dot ? [{ from: dot, to: dot, ink: 4 * deviation }] : pieces
  })

/**
 * `count` × 2 coordinates of points, evenly likely along all strokes, normally distributed around them: the same for
 * the same strokes and seed on every machine.
 */
export function pointsAlong(drawn: Strokes, count: number, seed: number): Float32Array {
  const [normal, uniform] = [normalStream('drawn', seed), uniformStream('drawn/where', seed)]
  const pieces = piecesOf(drawn)
  const all = pieces.reduce((sum, { ink }) => sum + ink, 0)
  const points = new Float32Array(2 * count)
  for (let at = 0; at < count; at++) {
    let left = uniform() * all
    const piece = pieces.find(({ ink }) => (left -= ink) < 0) ?? pieces.at(-1)
    if (!piece) break
    const along = Math.min(1, 1 + left / piece.ink)
    for (const [i, axis] of (['x', 'y'] as const).entries())
      points[2 * at + i] = piece.from[axis] + along * (piece.to[axis] - piece.from[axis]) + deviation * normal()
  }
  return points
}
