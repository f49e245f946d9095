/** Changes of settings that checks propose. */
import type { Remedy, SettingValue } from '../../../shared/domain'
import type { WatchedRun } from '../check'

/** A change of one setting, and how a button says it. */
export interface Change {
  key: string
  value: SettingValue
  /** Without a full stop, e.g. "Halve the learning rate". */
  label: string
}

/**
 * The first of these that the model lets a run change, within its range, and that changes anything; null where none
 * does.
 */
export function firstPossible(
  { settings, definitions }: WatchedRun,
  changes: readonly (Change | null)[],
  rollBack = false
): Remedy | null {
  for (const change of changes) {
    const definition = definitions.find(({ key }) => key === change?.key)
    if (!change || !definition?.changeable || settings[change.key] === change.value) continue
    if (
      'min' in definition &&
      (typeof change.value !== 'number' || change.value < definition.min || change.value > definition.max)
    )
      continue
    return {
      label: rollBack ? `Go back and ${change.label.charAt(0).toLowerCase()}${change.label.slice(1)}` : change.label,
      settings: { [change.key]: change.value },
      rollBack
    }
  }
  return null
}

export function halfTheRate({ settings: { learningRate } }: WatchedRun): Change | null {
  return typeof learningRate === 'number'
    ? { key: 'learningRate', value: Number((learningRate / 2).toPrecision(3)), label: 'Halve the learning rate' }
    : null
}

/** Only where labels are as sharp as they can be. */
export function smoothLabels({ settings: { realLabel } }: WatchedRun): Change | null {
  return typeof realLabel === 'number' && realLabel > 0.9
    ? { key: 'realLabel', value: 0.9, label: 'Smooth the labels' }
    : null
}

/** Only where nothing is augmented yet. */
export function augment({ settings }: WatchedRun): Change | null {
  return settings.augment === 'none'
    ? { key: 'augment', value: 'translation,cutout', label: 'Augment the pictures' }
    : null
}
