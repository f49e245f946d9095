/** What of a training's settings could be changed to make it shorter, each with what it would take then. */
import type { Settings } from '../../../../shared/domain'
import { numberSetting, type ModelDefinition } from '../../../models/definition'

export interface Shorter {
  label: string
  /** What differs. */
  settings: Settings
  seconds: number
}

/**
 * The next smaller pictures, half the width, half the epochs: as far as the model has such.
 * @param secondsFor of a whole training with complete settings
 */
export function shorter(
  model: ModelDefinition,
  settings: Settings,
  secondsFor: (settings: Settings) => number
): Shorter[] {
  const now = secondsFor(settings)
  return candidates(model, settings)
    .map(({ label, settings: changed }) => ({
      label,
      settings: changed,
      seconds: secondsFor({ ...settings, ...changed })
    }))
    .filter(({ seconds }) => seconds < 0.9 * now)
    .toSorted((a, b) => a.seconds - b.seconds)
}

function candidates(model: ModelDefinition, settings: Settings): Omit<Shorter, 'seconds'>[] {
  const found: Omit<Shorter, 'seconds'>[] = []
  const size = model.settings.find(({ key }) => key === 'size')
  if (size?.type === 'choice') {
    const smaller = size.choices
      .map(({ value }) => value)
      .filter(value => Number(value) < Number(settings.size))
      .toSorted((a, b) => Number(b) - Number(a))[0]
    if (smaller !== undefined) found.push({ label: `Pictures of ${smaller} px`, settings: { size: smaller } })
  }
  for (const [key, label] of [
    ['width', 'Half as wide networks'],
    ['epochs', 'Half as many epochs']
  ] as const) {
    const setting = model.settings.find(each => each.key === key)
    if (setting?.type !== 'int') continue
    const half = Math.floor(numberSetting(settings, key) / 2)
    if (half >= setting.min) found.push({ label, settings: { [key]: half } })
  }
  return found
}
