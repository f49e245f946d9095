/** Points along a shape that was drawn by hand. The drawing itself, as JSON, is where they come from. */
import { StudioError } from '../../../shared/errors'
import { strokes } from '../../../shared/datasets/strokes'
import { drawnCount, pointsAlong, type Strokes } from '../../../shared/datasets/drawn-points'
import type { PointSet } from './set'

/** What a dataset of them says of its kind. */
export const drawnKind = 'drawn'

const rounded = (value: number): number => Math.round(value * 1000) / 1000

/** As its dataset's origin: to a thousandth, which no eye tells apart. */
export const drawingOrigin = (drawn: Strokes): string =>
  JSON.stringify(drawn.map(stroke => stroke.map(({ x, y }) => ({ x: rounded(x), y: rounded(y) }))))

export const isDrawing = (origin: string): boolean => origin.startsWith('[')

/** @throws StudioError not-readable */
export function drawnSet(origin: string): PointSet {
  const drawn = read(origin)
  return {
    name: drawnKind,
    title: 'Drawn shape',
    summary: 'A shape that was drawn by hand, and points along it.',
    licence: 'made on this machine',
    count: drawnCount,
    draw: seed => pointsAlong(drawn, drawnCount, seed)
  }
}

function read(origin: string): Strokes {
  try {
    return strokes.parse(JSON.parse(origin))
  } catch (error) {
    throw new StudioError(
      'not-readable',
      'The strokes of a drawn shape are damaged: they cannot be read from the workspace’s list. Draw the shape again.',
      { cause: error }
    )
  }
}
