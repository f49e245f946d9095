/** Points, which are made on the spot and read from no file. */
import { drawSet, findPoints, importPoints, pointSets } from '../points'
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
    file: 'points.f32',
    pack: (name, file, options) => importPoints(findPoints(name), file, options),
    preview: (name, size, count) => previewPoints(drawSet(findPoints(name)), size, count)
  }
} satisfies DatasetKind
