/** What a network is shown of a dataset with some settings, before anything is trained. */
import type { DatasetPicture } from '../../../shared/domain'
import type { Handlers } from '../../../shared/ipc'
import { openSource, pixelsOf } from '../../datasets'
import { encodeSheet } from '../../drawing/sheet'
import seen from '../../engine/calls/seen'
import { findModel } from '../../models'
import { completeSettings } from '../../models/definition'
import { exampleKindOf } from '../../models/examples'
import type { Store } from '../../store'
import type { Context } from '../context'
import { checkLearns } from '../runs/learns'
import { framingFor } from '../runs/plan'
import { checkFraming } from './preparation'
import { asTrainedOn } from './trained-on'

export const seenHandlers = ({ store, jobs, sampler, decoder }: Context): Pick<Handlers, 'previewSeen'> => ({
  previewSeen: ({ job, model: id, dataset: asked, settings: given, framing: wanted, seed, count, times }, caller) =>
    jobs.run({ job, kind: 'drawing', caller }, async signal => {
      const [model, dataset] = [findModel(id), asTrainedOn(store.datasets.get(asked))]
      checkLearns(store, model, dataset)
      const { labels, kind, origin, pairing } = dataset
      const settings = completeSettings(model, model.conditional ? { ...given, classes: labels.length } : given)
      const words = model.alters?.words ?? ''
      if (!model.alters?.seen(settings)) return { sheet: null, words }
      const framing = framingFor(dataset.framing, model.image(settings), wanted)
      checkFraming(dataset, framing)
      const pictures = { source: openSource(kind, origin), pairing, decoder }
      const rows = await Promise.all(
        picturesOf(store, dataset.id, exampleKindOf(model).rowsPerExample, count).map(image =>
          pixelsOf(pictures, image, framing, signal)
        )
      )
      const made = await sampler.ask(
        seen,
        { model: model.id, settings, seed, rows: new Uint8Array(Buffer.concat(rows)), times },
        { signal }
      )
      return { sheet: made && (await encodeSheet(made)), words }
    })
})

/** Evenly from first to last of those that are not excluded; of two groups, as many of either. */
function picturesOf({ exclusions }: Store, dataset: string, groups: number, count: number): DatasetPicture[] {
  if (groups === 1) return exclusions.spread(dataset, count, null)
  const each = Array.from({ length: groups }, (_, label) => exclusions.spread(dataset, count, label))
  const least = Math.min(...each.map(({ length }) => length))
  return each.flatMap(some => some.slice(0, least))
}
