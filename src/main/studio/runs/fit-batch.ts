import type { Settings } from '../../../shared/domain'
import { numberSetting } from '../../models/definition'

/** A batch cannot hold more pictures than there are: the largest that fits is used. */
export function fitBatch(settings: Settings, exampleCount: number): Settings {
  const batch = numberSetting(settings, 'batchSize')
  return exampleCount < batch ? { ...settings, batchSize: Math.max(2, exampleCount) } : settings
}
