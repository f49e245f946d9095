/** What of an evaluation is known already, and what has to be worked out. */
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { AnySubject, Measured } from '../../metrics'
import type { Metric } from '../../metrics/metric'
import type { Store } from '../../store'
import type { StoredCheckpoint } from '../../store/history'
import type { StoredValue } from '../../store/metrics'
import { evaluatedOn, examplesOf, partsOf, type Part } from '../training/trained-on'
import { figureOf } from './evaluation'

/** What is missing of one subject. */
export interface Plan {
  subject: AnySubject
  settings: Record<string, number>
  /** Ascending; each with the metrics that are missing of it. */
  missing: { checkpoint: StoredCheckpoint; metrics: Metric[] }[]
}

interface Asked {
  checkpoints: readonly StoredCheckpoint[]
  chosen: readonly Measured[]
  seed: number
  options: Readonly<Record<string, number>>
}

/**
 * Subjects of which nothing is missing are left out.
 * @throws StudioError bad-input for options that it does not have, or out of bounds
 */
export async function planOf(store: Store, run: Run, { checkpoints, chosen, seed, options }: Asked): Promise<Plan[]> {
  const known = store.metrics.list(run.id)
  const chosenSubjects = [...new Set(chosen.map(({ subject }) => subject))]
  const plans: Plan[] = []
  for (const subject of chosenSubjects) {
    const settings = settingsFor(store, run, subject, { seed, ...optionsOf(subject, options) })
    const missing: Plan['missing'] = []
    for (const checkpoint of checkpoints) {
      const metrics: Metric[] = []
      for (const { metric, subject: its } of chosen) {
        if (its !== subject || (metric.newestOnly && checkpoint !== checkpoints.at(-1))) continue
        const found = known.find(
          value =>
            value.metric === metric.id &&
            value.epoch === checkpoint.epoch &&
            value.step === checkpoint.step &&
            isAlike(run, subject, value.settings, settings)
        )
        // What was shown and is gone is found once more.
        if (!found || (found.figure && !(await figureOf(store, run, found)))) metrics.push(metric)
      }
      if (metrics.length > 0) missing.push({ checkpoint, metrics })
    }
    if (missing.length > 0) plans.push({ subject, settings, missing })
  }
  return plans
}

/**
 * Values found with the same settings; where the pictures were deleted nobody knows how many there were to choose from.
 */
export const isAlike = (
  run: Run,
  subject: AnySubject,
  found: StoredValue['settings'],
  asked: Record<string, number>
): boolean =>
  Object.entries(asked).every(([key, value]) =>
    key !== 'seed' && subject.fit && !run.dataset ? (found[key] ?? Infinity) <= value : found[key] === value
  )

function optionsOf(subject: AnySubject, given: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    subject.options.map(({ key, label, default: usual, min, max }) => {
      const value = given[key] ?? usual
      if (!(value >= min && value <= max))
        throw new StudioError('bad-input', `“${label}” goes from ${min} to ${max}; ${value} was asked for.`)
      return [key, value]
    })
  )
}

function settingsFor(
  store: Store,
  run: Run,
  subject: AnySubject,
  settings: Record<string, number>
): Record<string, number> {
  if (!run.dataset || !subject.fit) return settings
  const dataset = store.datasets.get(run.dataset)
  const parts = partsOf(store, run, dataset.id)
  const used = parts[subject.heldOut === 'instead' ? evaluatedOn(parts, dataset) : 'trained']
  const counts = { imageCount: used.images.length, exampleCount: examplesOf(used, dataset) }
  const labelled = ({ images }: Part): number => images.filter(({ label }) => label >= 0).length
  return {
    ...settings,
    ...subject.fit(
      settings,
      { ...dataset, labels: [...parts.classes], ...counts },
      { trained: labelled(parts.trained), heldOut: labelled(parts.heldOut) }
    )
  }
}
