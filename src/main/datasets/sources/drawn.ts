/** A shape that was drawn by hand. Its strokes are all there is to it: points are made of them, and no file is read. */
import { drawnKind } from '../points'
import type { SourceDefinition } from '../source'

const none = (): Promise<never> => Promise.reject(new Error('A drawn shape has no pictures.'))

export default {
  id: drawnKind,
  recipe: 'origin',
  open: origin => ({ kind: drawnKind, origin, name: 'Drawn shape', list: none, locate: none })
} satisfies SourceDefinition
