/** Functions of a run's model that can leave the studio, as a choice. */
import type { Run } from '../../../shared/domain'
import { directionsOf } from '../../../shared/sampling-knobs'
import { findModel } from '../../models'
import type { ExportOption } from '../format'

interface Part {
  value: string
  label: string
}

/** Of any run. */
export const anyPart: Part = { value: 'draw', label: 'Draws' }

/** What of a run's model draws: of what translates both ways, each way by itself. */
export function drawsOf(run: Run): Part[] {
  const ways = directionsOf(run)
  return ways
    ? ways.map((way, i) => ({ value: `draw:${i}`, label: `Translates ${way}` }))
    : [{ value: 'draw', label: run.examples.given ? 'Translates' : 'Draws, as Explore does' }]
}

/** What of a run's model can leave as a function. */
export const partsOf = (run: Run): Part[] => [
  ...drawsOf(run),
  ...(run.encodes ? [{ value: 'encode', label: 'Encodes pictures into latents' }] : []),
  ...Object.keys(findModel(run.model).networks(run.settings)).map(name => ({
    value: name,
    label: `The ${name}, as it was trained`
  }))
]

export const partOption = (choices: Part[], help: string): ExportOption => ({
  advanced: false,
  key: 'part',
  fitted: true,
  type: 'choice',
  label: 'What it computes',
  default: choices[0]?.value ?? anyPart.value,
  choices,
  help
})

/** What a choice stands for: a part, and choices that are made already, by key. */
export function partOf(value: string): { part: string; settled: Record<string, number> } {
  const [part = anyPart.value, place] = value.split(':')
  return { part, settled: place === undefined ? {} : { direction: Number(place) } }
}
