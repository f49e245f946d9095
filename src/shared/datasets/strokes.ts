/** A shape that is drawn by hand, as a schema: apart from what the window draws it with, which reads no schemas. */
import { z } from 'zod'
import { drawingReach, mostPlaces, mostStrokes } from './drawn-points'

const coordinate = z.number().min(-drawingReach).max(drawingReach)

/** Each stroke from place to place; one that is a single place is a dot. */
export const strokes = z
  .array(
    z
      .array(z.object({ x: coordinate, y: coordinate }))
      .min(1)
      .max(mostPlaces)
  )
  .min(1, { error: 'Nothing is drawn yet' })
  .max(mostStrokes)
  .refine(all => all.reduce((sum, { length }) => sum + length, 0) <= mostPlaces, {
    error: `Too big: expected at most ${mostPlaces} places`
  })
