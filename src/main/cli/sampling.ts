/** Options for what models declare their pictures to be drawn from: numbers and choices. */
import { Option, type Command } from 'commander'
import type { Run } from '../../shared/domain'
import { didYouMean } from '../../shared/nearest-names'
import { fitsKnob, isKnob, knobsOf, rangeWords, type Knob } from '../../shared/sampling-knobs'
import { models } from '../models'
import { everySetting } from '../models/declared'
import { samplingInputs } from '../models/sampling'
import { UsageError } from './output'

/** Those that a command has not as its own. */
export function addKnobOptions(command: Command): void {
  for (const option of knobOptions())
    if (!command.options.some(({ long }) => long === option.long)) command.addOption(option)
}

/** One for each key that some model declares. */
export function knobOptions(): Option[] {
  const declared = [...models.values()].flatMap(model =>
    everySetting(model).flatMap(settings => samplingInputs(model.sampling, settings, []))
  )
  const knobs = new Map(declared.filter(isKnob).map(knob => [knob.key, knob]))
  return [...knobs.values()].map(
    knob =>
      new Option(
        `--${knob.key} <${knob.kind === 'choice' ? 'name' : 'n'}>`,
        knob.kind === 'choice' && knob.default === undefined
          ? `by name, where the run has several: ${knob.help}`
          : `where the run has it: ${knob.help} (default: ${defaultWord(knob)})`
      )
  )
}

/** One spelling for "photos → paintings" and "photos,paintings". */
const plain = (word: string): string => word.toLowerCase().replaceAll(/\s*(?:→|->|,)\s*/g, ',')

const defaultWord = (knob: Knob): string =>
  knob.kind === 'choice' ? (knob.choices[knob.default ?? 0] ?? '') : String(knob.default)

/**
 * What was set of them, for a run. @param words by key, as they were written; what is no word is another option's
 * @throws UsageError where the run does not declare it, or it cannot be that
 */
export function knobValues(run: Run, words: Readonly<Record<string, unknown>>): Record<string, number> {
  const knobs = new Map(knobsOf(run).map(knob => [knob.key, knob]))
  return Object.fromEntries(
    Object.entries(words).flatMap(([key, word]): [string, number][] => {
      if (typeof word !== 'string') return []
      const knob = knobs.get(key)
      if (!knob)
        throw new UsageError(
          `"${run.name}" is not drawn from ` +
            `a ${key}.${knobs.size === 0 ? '' : ` It has: ${[...knobs.keys()].map(each => `--${each}`).join(', ')}.`}`
        )
      return [[key, valueOf(run, knob, word)]]
    })
  )
}

/** So many choices are named in a sentence. */
const mostNamed = 12

/** By its exact name, else by its name in other spelling, else by its number. @throws UsageError also for a doubt */
function placeOf(run: string, { label, choices }: Extract<Knob, { kind: 'choice' }>, word: string): number {
  const exact = choices.indexOf(word)
  if (exact >= 0) return exact
  const alike = choices.flatMap((each, i) => (plain(each) === plain(word) ? [i] : []))
  const kind = label.toLowerCase()
  if (alike.length > 1)
    throw new UsageError(
      `"${run}" has more than one ${kind} that "${word}" could ` +
        `be: ${alike.map(i => `"${choices[i]}"`).join(', ')}. Write it exactly.`
    )
  const number = /^\d+$/.test(word) ? Number(word) : NaN
  const place = alike[0] ?? (number < choices.length ? number : -1)
  if (place >= 0) return place
  const named = choices.slice(0, mostNamed).join(', ')
  throw new UsageError(
    `"${run}" has no ${kind} "${word}".${didYouMean(word, choices)} It ` +
      `has: ${named}${choices.length > mostNamed ? ` and ${choices.length - mostNamed} more` : ''}.`
  )
}

function valueOf({ name }: Run, knob: Knob, word: string): number {
  if (knob.kind === 'choice') {
    return placeOf(name, knob, word)
  }
  const value = word.trim() === '' ? NaN : Number(word)
  if (!fitsKnob(knob, value))
    throw new UsageError(
      `--${knob.key} must be a ${knob.kind === 'seed' ? 'whole ' : ''}number from ${rangeWords(knob)}; got "${word}".`
    )
  return value
}
