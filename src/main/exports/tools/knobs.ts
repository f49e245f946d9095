/**
 * What a run's pictures are drawn from beside latents, as options of an export: numbers and choices that its model
 * declares.
 */
import type { Run, Settings } from '../../../shared/domain'
import { knobsOf, type Knob } from '../../../shared/sampling-knobs'
import type { ExportOption } from '../format'

/** Of a choice that is not made: all of its own, each in its turn. */
const each = 'each'

export const knobOptions = (run: Run): ExportOption[] => knobsOf(run).map(optionOf)

function optionOf(knob: Knob): ExportOption {
  const { key, label, help } = knob
  if (knob.kind === 'number')
    return { key, type: 'float', label, help, advanced: false, default: knob.default, min: knob.min, max: knob.max }
  const named = knob.choices.map((name, i) => ({ value: String(i), label: name }))
  return {
    key,
    type: 'choice',
    label: `${label} to draw`,
    help,
    advanced: false,
    default: each,
    choices: [{ value: each, label: `Every ${label.toLowerCase()}, one column each` }, ...named]
  }
}

/** What was set of them, as pictures are drawn: a choice that was not made is left out. */
export const knobValues = (run: Run, options: Settings): Record<string, number> =>
  Object.fromEntries(knobsOf(run).flatMap(({ key }) => (options[key] === each ? [] : [[key, Number(options[key])]])))
