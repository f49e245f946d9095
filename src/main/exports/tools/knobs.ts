/**
 * What a run's pictures are drawn from beside latents, as options of an export: numbers and choices that its model
 * declares.
 */
import type { Run, Settings } from '../../../shared/domain'
import { knobsOf, mostSeed, type Knob } from '../../../shared/sampling-knobs'
import type { ExportOption } from '../format'

/** Of a choice that is not made: all of its own, each in its turn. */
const each = 'each'

export const knobOptions = (run: Run): ExportOption[] => knobsOf(run).map(optionOf)

function optionOf(knob: Knob): ExportOption {
  const { key, label, help } = knob
  const base = { key, label, help, advanced: knob.group !== undefined }
  if (knob.kind === 'number') return { ...base, type: 'float', default: knob.default, min: knob.min, max: knob.max }
  if (knob.kind === 'seed') return { ...base, type: 'int', default: knob.default, min: 0, max: mostSeed }
  const named = knob.choices.map((name, i) => ({ value: String(i), label: name }))
  if (knob.default !== undefined) return { ...base, type: 'choice', default: String(knob.default), choices: named }
  return {
    ...base,
    type: 'choice',
    label: `${label} to draw`,
    default: each,
    choices: [{ value: each, label: `Every ${label.toLowerCase()}, one column each` }, ...named]
  }
}

/** What was set of them, as pictures are drawn: a choice that was not made is left out. */
export const knobValues = (run: Run, options: Settings): Record<string, number> =>
  Object.fromEntries(knobsOf(run).flatMap(({ key }) => (options[key] === each ? [] : [[key, Number(options[key])]])))
