/** Settings and scores of a sweep's configurations, as people read them. Pure. */
import { counted } from '../../../shared/counted'
import type { Model, Settings, SettingValue } from '../../../shared/domain'
import type { TrialScore } from '../../../shared/sweeps/sweep'
import type { Place } from '../../../shared/sweeps/words'
import { valueWords } from '../new-run/settings-form'
import { lossWords } from '../run/words'
import { minus } from '../words'

type Known = Pick<Model, 'settings'> | undefined

export const settingLabel = (model: Known, key: string): string =>
  model?.settings.find(each => each.key === key)?.label ?? key

/** Three digits are told apart; what was drawn at random has no more. */
export function settingWords(model: Known, key: string, value: SettingValue | undefined): string {
  if (value === undefined) return '–'
  const definition = model?.settings.find(each => each.key === key)
  return definition ? minus(valueWords(definition, value)) : String(value)
}

/** "Learning rate 0.001, Width 16" */
export const configurationWords = (model: Known, settings: Settings): string =>
  Object.entries(settings)
    .map(([key, value]) => `${settingLabel(model, key)} ${settingWords(model, key, value)}`)
    .join(', ')

/** Of each seed; a dash where the metric does not apply. */
export const scoresWords = (scores: readonly TrialScore[]): string =>
  scores.map(({ value }) => (value === null ? '–' : lossWords(value))).join('  ')

/** "0.0821 after 450 steps"; empty where it was not compared. */
export function lastScoreWords({ scores }: Pick<Place, 'scores'>): string {
  const last = scores.findLast(each => each.length > 0)
  return last ? `${scoresWords(last)} after ${counted(last[0]?.step ?? 0, 'step')}` : ''
}
