/** Datasets of points, by name. Adding one is adding its file in sets/. */
import { z } from 'zod'
import type { Framing } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { packPoints, scatterShape } from '../../../shared/points'
import { writeCache } from '../packed/cache'
import type { ImportReport } from '../report'
import type { WorkOptions } from '../../lib/progress'
import { checkCancelled } from '../../lib/cancel'
import { func, identifier, Registry, words } from '../../lib/registry'
import { drawnSet, isDrawing } from './drawn'
import type { PointSet } from './set'

export { drawingOrigin, drawnKind } from './drawn'
export type { PointSet } from './set'

export const pointSets = new Registry(
  'set of points',
  import.meta.glob<PointSet>('./sets/*.ts', { eager: true, import: 'default' }),
  {
    folder: 'datasets/points',
    key: 'name',
    fields: {
      name: identifier,
      title: words,
      summary: words,
      licence: words,
      count: z.int().min(1),
      draw: func
    }
  }
)

/** Points imported by name are those of this seed: one name, one dataset. */
const datasetSeed = 0

/** By name, or by a drawing. @throws StudioError not-found, not-readable */
export function findPoints(name: string): PointSet {
  if (isDrawing(name)) return drawnSet(name)
  const found = pointSets.get(name)
  if (!found)
    throw new StudioError('not-found', `There are no points “${name}”. There are: ${pointSets.ids.join(', ')}.`)
  return found
}

export const drawSet = (set: PointSet): Float32Array => set.draw(datasetSeed)

/** Of a scatter, which is drawn anew at every size. */
export const scatterFraming: Framing = { size: scatterShape[0], channels: 3, fit: 'contain', position: 'centre' }

/** Makes the points and packs them: count × 2 float32, little endian. @throws StudioError disk-full, cancelled */
export async function importPoints(
  set: PointSet,
  cache: string,
  { signal, progress }: WorkOptions = {}
): Promise<ImportReport> {
  const points = drawSet(set)
  checkCancelled(signal)
  const sha256 = await writeCache(cache, append => append(packPoints(points)))
  progress?.({ label: 'Making points', done: set.count, total: set.count })
  const images = Array.from({ length: set.count }, (_, i) => ({
    path: String(i),
    partner: null,
    label: -1,
    width: 1,
    height: 1
  }))
  return {
    images,
    issues: [],
    labels: [],
    pairing: null,
    grey: false,
    survey: null,
    findings: [],
    sourceSize: { width: 1, height: 1 },
    framing: scatterFraming,
    cache,
    sha256
  }
}
