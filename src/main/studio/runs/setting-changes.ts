/** Settings of a run that change while it has weights already. */
import type { Run, Settings } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { findModel } from '../../models'
import { completeSettings } from '../../models/definition'

/**
 * Those of `given` that differ from the run's.
 * @throws StudioError bad-input for one that must stay, is unknown or out of range
 */
export function changedSettings(run: Run, given: Settings): Settings {
  const model = findModel(run.model)
  const differing = Object.entries(given).filter(([key, value]) => run.settings[key] !== value)
  const complete = completeSettings(model, Object.fromEntries(differing))
  const changeable = model.settings.filter(definition => definition.changeable).map(({ key }) => key)
  for (const [key] of differing) {
    if (!changeable.includes(key))
      throw new StudioError(
        'bad-input',
        `"${run.name}" has weights by its ${key} already, so that cannot change. Start a new run for it, which ` +
          `can begin with what fits of these weights. These can change: ${changeable.join(', ')}.`
      )
  }
  return Object.fromEntries(differing.map(([key]) => [key, complete[key] ?? '']))
}

/** "learningRate 0.0002 → 0.0001", for each. */
export function changeWords(run: Run, settings: Settings): string[] {
  const labels = new Map(findModel(run.model).settings.map(({ key, label }) => [key, label]))
  return Object.entries(settings).map(
    ([key, value]) => `${labels.get(key) ?? key} ${String(run.settings[key])} → ${String(value)}`
  )
}
