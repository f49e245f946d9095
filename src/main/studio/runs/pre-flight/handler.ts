/** Asks what a training is going to take. */
import type { Handlers } from '../../../../shared/ipc'
import info from '../../../engine/calls/info'
import { findModel } from '../../../models'
import type { Context } from '../../context'
import { assumedRate } from '../../engines/assumed-rate'
import { asTrainedOn } from '../../training/trained-on'
import { settingsFor } from '../transfer'
import { preFlight } from './index'

export const preFlightHandlers = ({ store, sampler }: Context): Pick<Handlers, 'preFlight'> => ({
  preFlight: async ({ model: id, dataset: asked, settings: given }) => {
    const model = findModel(id)
    const dataset = asTrainedOn(store.datasets.get(asked))
    const assumed = await assumedRate(() => sampler.ask(info, {}))
    return preFlight({ store, model, settings: settingsFor(model, given, dataset), dataset, assumed })
  }
})
