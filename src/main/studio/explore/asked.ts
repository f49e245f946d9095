/**
 * What pictures are drawn from, out of what somebody asked for: a row for each picture of every input that the run
 * declares.
 */
import { counted } from '../../../shared/counted'
import type { Direction, Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { drawLatents } from '../../../shared/random'
import type { SamplingInput, SamplingInputOf, SamplingValue, SamplingValues } from '../../../shared/sampling-inputs'
import {
  directionKey,
  directionsOf,
  fitsKnob,
  initialValue,
  isCondition,
  isKnob,
  latentInputOf,
  pictureOf,
  rangeWords,
  type Knob
} from '../../../shared/sampling-knobs'
import type { InputRows } from '../../engine/protocol'
import type { WorkOptions } from '../../lib/progress'
import { rowsOfSeeds } from '../../models/gallery'
import type { Context } from '../context'
import { readCondition } from './condition'

/** Rows of all declared inputs, one after another. */
export interface Asked {
  count: number
  inputs: InputRows
}

type Rows = InputRows[string]

/**
 * As a window asks: numbers and choices may be left out.
 * @throws StudioError bad-input, where a value is missing, too much or does not fit; as `readCondition`
 */
export async function askedFor(
  context: Context,
  run: Run,
  values: SamplingValues,
  work: WorkOptions = {}
): Promise<Asked> {
  checkKeys(run, values)
  const count = countOf(values)
  const rows = await Promise.all(
    run.inputs.map(async (input): Promise<[string, Rows]> => [
      input.key,
      await rowsOf(context, run, input, { values, count, work })
    ])
  )
  return { count, inputs: Object.fromEntries(rows) }
}

/**
 * Latents drawn by a seed; numbers and choices as set, the choices that are not each in its turn.
 * @param known rows of inputs that need not be drawn, e.g. pictures
 * @throws StudioError bad-input
 */
export function drawn(
  run: Run,
  seed: number,
  count: number,
  set: Readonly<Record<string, number>> = {},
  known: InputRows = {}
): Asked {
  checkKeys(run, set)
  let turn = 1
  const rowsFor = (input: SamplingInput): Rows => {
    const rows = known[input.key]
    if (rows) return rows
    const value = set[input.key]
    if (input.kind === 'latent') {
      if (value !== undefined)
        throw new StudioError(
          'bad-input',
          `The ${input.label.toLowerCase()} of "${run.name}" is drawn by the seed here.`
        )
      return drawLatents(seed, count, input.size, input.distribution)
    }
    if (input.kind === 'picture') throw missing(run, input)
    if (value === undefined && input.kind === 'choice' && input.default === undefined) {
      const [every, { length }] = [turn, input.choices]
      turn *= length
      return Int32Array.from({ length: count }, (_, i) => Math.floor(i / every) % length)
    }
    return knobRows(run, input, value ?? initialValue(input), count)
  }
  return { count, inputs: Object.fromEntries(run.inputs.map(input => [input.key, rowsFor(input)])) }
}

/**
 * The rows that are known; every other input that the run declares is what it is where nobody sets it.
 * @throws StudioError bad-input, where a latent or a picture is not given
 */
export function withInitial(run: Run, count: number, known: InputRows): Asked {
  return {
    count,
    inputs: Object.fromEntries(
      run.inputs.map(input => {
        const rows = known[input.key]
        if (rows) return [input.key, rows]
        if (!isKnob(input)) throw missing(run, input)
        return [input.key, knobRows(run, input, initialValue(input), count)]
      })
    )
  }
}

/** Some of them. */
export function partOf({ count, inputs }: Asked, first: number, some: number): Asked {
  const each = (rows: Rows): Rows => rows.slice((first * rows.length) / count, ((first + some) * rows.length) / count)
  return { count: some, inputs: Object.fromEntries(Object.entries(inputs).map(([key, rows]) => [key, each(rows)])) }
}

/**
 * Rows for latents of somebody's own before those that are asked for; of everything else what the first of these has.
 * @param latents of the run's first latent
 */
export function behind(run: Run, latents: Float32Array, asked: Asked): Asked {
  const [first, own] = [latentOf(run), latents.length / run.latent]
  const rows = (key: string, values: Rows): Rows => {
    const before = key === first.key ? latents : repeated(values.slice(0, values.length / asked.count), own)
    return filled(values, before.length + values.length, (all, at) => {
      all.set(before)
      at(before.length)
    })
  }
  return {
    count: own + asked.count,
    inputs: Object.fromEntries(Object.entries(asked.inputs).map(([key, values]) => [key, rows(key, values)]))
  }
}

/** The one that sliders move. @throws StudioError bad-input */
export function latentOf(run: Run): SamplingInputOf<'latent'> {
  const found = latentInputOf(run)
  if (!found) throw new StudioError('bad-input', `"${run.name}" is not drawn from latents.`)
  return found
}

/** Latents that lie one after another, each by itself, up to `most` of them. */
export const eachLatent = (flat: Float32Array, size: number, most = flat.length / size): number[][] =>
  Array.from({ length: Math.min(most, flat.length / size) }, (_, i) => [...flat.subarray(i * size, (i + 1) * size)])

/** What a run of pairs makes pictures of. @throws StudioError bad-input */
export function pictureInputOf(run: Run): SamplingInputOf<'picture'> {
  const found = pictureOf(run)
  if (!found) throw new StudioError('bad-input', `"${run.name}" does not translate pictures.`)
  return found
}

const isOfEach = (value: SamplingValue): value is number[] | number[][] => Array.isArray(value)

/** As many as the longest list has entries; a list that is shorter is refused where it is read. */
export const countOf = (values: SamplingValues): number =>
  Math.max(
    1,
    ...Object.values(values)
      .filter(isOfEach)
      .map(({ length }) => length)
  )

function checkKeys(run: Run, values: Readonly<Record<string, unknown>>): void {
  const unknown = Object.keys(values).find(
    key => values[key] !== undefined && !run.inputs.some(input => input.key === key)
  )
  if (unknown !== undefined)
    throw new StudioError(
      'bad-input',
      `"${run.name}" is not drawn from "${unknown}". It is drawn from: ${run.inputs.map(({ key }) => key).join(', ')}.`
    )
}

async function rowsOf(
  context: Context,
  run: Run,
  input: SamplingInput,
  { values, count, work }: { values: SamplingValues; count: number; work: WorkOptions }
): Promise<Rows> {
  const value = values[input.key]
  switch (input.kind) {
    case 'latent':
      return latentRows(run, input, value, count)
    case 'picture':
      return pictureRows(context, run, input, { value, direction: directionIn(values), count, work })
    case 'choice':
    case 'number':
    case 'seed':
      return knobRows(run, input, value ?? initialValue(input), count)
  }
}

function latentRows(
  run: Run,
  input: SamplingInputOf<'latent'>,
  value: SamplingValue | undefined,
  count: number
): Float32Array {
  if (value === undefined) throw missing(run, input)
  const vectors = isOfEach(value) ? value.filter(each => Array.isArray(each)) : []
  if (vectors.length !== count) throw notForEach(run, input, vectors.length, count)
  const wrong = vectors.find(({ length }) => length !== input.size)
  if (wrong)
    throw new StudioError(
      'bad-input',
      `The ${input.label.toLowerCase()} of "${run.name}" has ${input.size} numbers; ${wrong.length} were given.`
    )
  return Float32Array.from(vectors.flat())
}

function knobRows(run: Run, knob: Knob, value: SamplingValue, count: number): Int32Array | Float32Array {
  const listed = isOfEach(value) ? value : new Array<SamplingValue>(count).fill(value)
  if (listed.length !== count) throw notForEach(run, knob, listed.length, count)
  const numbers = listed.map(each => {
    if (typeof each === 'number' && fitsKnob(knob, each)) return each
    throw new StudioError(
      'bad-input',
      `The ${knob.label.toLowerCase()} of "${run.name}" cannot be ${typeof each === 'number' ? each : 'that'}; ` +
        `it has ${rangeWords(knob)}.`
    )
  })
  if (knob.kind === 'seed') return rowsOfSeeds(knob, numbers)
  return knob.kind === 'choice' ? Int32Array.from(numbers) : Float32Array.from(numbers)
}

/** The direction, for runs that translate both ways. */
export const directed = (run: Run, direction: Direction): Record<string, number> =>
  directionsOf(run) ? { [directionKey]: direction } : {}

/** Which of two domains a training picture is taken from. */
function directionIn({ direction }: SamplingValues): Direction {
  const [first] = [direction].flat()
  return first === 1 ? 1 : 0
}

/** The same for each. */
async function pictureRows(
  context: Context,
  run: Run,
  input: SamplingInputOf<'picture'>,
  {
    value,
    direction,
    count,
    work
  }: { value: SamplingValue | undefined; direction: Direction; count: number; work: WorkOptions }
): Promise<Uint8Array> {
  if (value === undefined || !isCondition(value)) throw missing(run, input)
  return repeated((await readCondition(context, run, value, direction, work)).input, count) as Uint8Array
}

const repeated = (row: Rows, count: number): Rows =>
  filled(row, row.length * count, (_, at) => {
    for (let i = 0; i < count; i++) at(i * row.length)
  })

/** Rows of the same type as these. @param write is given them empty, and what sets `rows` at a place in them */
function filled(rows: Rows, length: number, write: (all: Rows, at: (place: number) => void) => void): Rows {
  const all =
    rows instanceof Float32Array
      ? new Float32Array(length)
      : rows instanceof Int32Array
        ? new Int32Array(length)
        : new Uint8Array(length)
  write(all, place => {
    all.set(rows, place)
  })
  return all
}

function missing(run: Run, input: SamplingInput): StudioError {
  const how =
    input.kind === 'picture'
      ? 'Say what of: a training pair, or a picture of your own.'
      : `Give its ${input.label.toLowerCase()}.`
  const what =
    input.kind === 'picture'
      ? `makes pictures of pictures (${input.key})`
      : `is drawn from "${input.key}", which is missing`
  return new StudioError('bad-input', `"${run.name}" ${what}. ${how}`)
}

const notForEach = (run: Run, input: SamplingInput, found: number, count: number): StudioError =>
  new StudioError(
    'bad-input',
    `${counted(count, 'picture')} of "${run.name}" ${count === 1 ? 'was' : 'were'} asked for, and ` +
      `"${input.key}" of ${found} given.`
  )
