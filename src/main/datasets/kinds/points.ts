/** Points, which are made on the spot and read from no file. */
import { drawnKind, drawSet, findPoints, importPoints, pointSets } from '../points'
import { previewPoints } from '../points/preview'
import { everyPath, noLabels, type DatasetKind } from './kind'

export default {
  id: 'points',
  entries: everyPath,
  read: () => Promise.reject(new Error('Points are read from no file.')),
  labels: noLabels,
  made: {
    list: () =>
      pointSets.all.map(({ name, title, summary, count, licence }) => ({
        name,
        title,
        summary,
        imageCount: count,
        licence
      })),
    makes: (source, origin) => source === drawnKind || (source === 'builtin' && pointSets.get(origin) !== undefined),
    file: 'points.f32',
    pack: (origin, file, options) => importPoints(findPoints(origin), file, options),
    preview: (origin, size, count) => previewPoints(drawSet(findPoints(origin)), size, count)
  }
} satisfies DatasetKind
