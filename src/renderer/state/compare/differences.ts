/** Tables of a comparison: settings, what differs among them, and metrics with the best marked. Pure. */
import type { Model, Run, SettingDefinition, SettingValue } from '../../../shared/domain'
import type { Output } from '../../../shared/ipc'
import { lossWords } from '../run/words'

export interface Line {
  key: string
  label: string
  help?: string | undefined
  /** One for each run. */
  cells: readonly { words: string; best: boolean }[]
  differs: boolean
}

const words = (value: SettingValue | undefined, definition: SettingDefinition | undefined): string => {
  if (value === undefined) return '–'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (definition?.type === 'choice')
    return definition.choices.find(each => each.value === value)?.label ?? String(value)
  return String(value)
}

/** What the runs were made with: data, recipe, seed, then settings in the order of the recipes. */
export function settingLines(runs: readonly Run[], models: ReadonlyMap<string, Model>): Line[] {
  const definitions = new Map(
    runs.flatMap(({ model }) => models.get(model)?.settings ?? []).map(definition => [definition.key, definition])
  )
  const keys = [...new Set([...definitions.keys(), ...runs.flatMap(({ settings }) => Object.keys(settings))])]
  const line = (key: string, label: string, cells: readonly string[], help?: string): Line => ({
    key,
    label,
    help,
    cells: cells.map(cell => ({ words: cell, best: false })),
    differs: new Set(cells).size > 1
  })
  return [
    line(
      ' data',
      'Pictures',
      runs.map(({ datasetName }) => datasetName)
    ),
    line(
      ' recipe',
      'Recipe',
      runs.map(({ model }) => models.get(model)?.name ?? model)
    ),
    line(
      ' seed',
      'Seed',
      runs.map(({ seed }) => String(seed))
    ),
    ...keys
      .filter(key => runs.some(({ settings }) => settings[key] !== undefined))
      .map(key => {
        const definition = definitions.get(key)
        return line(
          key,
          definition?.label ?? key,
          runs.map(({ settings }) => words(settings[key], definition)),
          definition?.help
        )
      })
  ]
}

/** The newest value of each metric that any of them has. */
export function metricLines(runs: readonly Run[], { metrics, values }: Output<'newestMetrics'>): Line[] {
  return metrics.flatMap(({ id, label, better, share }) => {
    const own = runs.map(run => values.find(value => value.run === run.id && value.metric === id))
    const ranks = own.map(value => rankOf(better, value))
    const known = ranks.filter(rank => rank !== null)
    if (known.length === 0) return []
    const best = Math.min(...known)
    const cells = own.map((value, i) => ({
      words:
        value?.value === undefined || value.value === null
          ? '–'
          : `${share ? `${(100 * value.value).toFixed(1)} %` : lossWords(value.value)}, epoch ${value.epoch}`,
      best: known.length > 1 && ranks[i] === best
    }))
    return [{ key: id, label, cells, differs: new Set(known).size > 1 }]
  })
}

/** Less is better; null where there is no value. */
export function rankOf(
  better: 'lower' | 'higher' | 'reference',
  found: { value: number | null; reference: number | null } | undefined
): number | null {
  if (!found || found.value === null) return null
  if (better === 'reference') return Math.abs(found.value - (found.reference ?? 0))
  return better === 'higher' ? -found.value : found.value
}
