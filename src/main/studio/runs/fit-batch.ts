import type { Settings } from '../../../shared/domain'
import { numberSetting, type ModelDefinition } from '../../models/definition'

/** The batches of a step cannot hold more examples than there are: the largest that fit are used. */
export function fitBatch(
  model: Pick<ModelDefinition, 'batchesPerStep'>,
  settings: Settings,
  exampleCount: number
): Settings {
  const most = Math.floor(exampleCount / (model.batchesPerStep?.(settings) ?? 1))
  return most < numberSetting(settings, 'batchSize') ? { ...settings, batchSize: Math.max(2, most) } : settings
}
