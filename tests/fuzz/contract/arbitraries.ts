/** Inputs of the contract's requests, drawn from their schemas: of the right shape, at the edges of what is allowed. */
import fc, { type Arbitrary } from 'fast-check'
import { z } from 'zod'

export type Schema = z.core.$ZodType
export type Definition = z.core.$ZodTypes['_zod']['def']
export type Kind = Definition['type']

export const definitionOf = (schema: Schema): Definition => (schema as z.core.$ZodTypes)._zod.def

interface Range {
  minimum: number
  maximum: number
  integer: boolean
  pattern: RegExp | undefined
}

/** What the checks of a string, a number or a list say of it. */
function rangeOf(schema: Schema, { minimum, maximum }: Pick<Range, 'minimum' | 'maximum'>): Range {
  const range: Range = { minimum, maximum, integer: schema instanceof z.ZodNumber && schema.isInt, pattern: undefined }
  for (const check of definitionOf(schema).checks ?? []) {
    const def = (check as z.core.$ZodChecks)._zod.def
    if (def.check === 'greater_than') range.minimum = Number(def.value)
    if (def.check === 'less_than') range.maximum = Number(def.value)
    if (def.check === 'min_length') range.minimum = def.minimum
    if (def.check === 'max_length') range.maximum = def.maximum
    if (def.check === 'string_format' && def.format === 'regex' && 'pattern' in def) range.pattern = def.pattern
  }
  return range
}

/**
 * Strings that have broken programs: names of prototypes, paths, control characters, halves of characters, long ones.
 */
const nasty = [
  '',
  ' ',
  '.',
  '..',
  '../..',
  '/',
  '\\',
  '\0',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'NaN',
  '-1',
  '1e999',
  'null',
  'undefined',
  '%00',
  '%s%n',
  '\u202E',
  '\uD800',
  '\uFEFF',
  '𝒳'.repeat(60),
  'a'.repeat(255),
  'ä'.repeat(200),
  'a/'.repeat(400),
  '/dev/zero',
  '/proc/self/mem',
  'CON',
  'a:b',
  '<script>',
  "';--",
  'latest',
  'auto'
]

/** How some parts are drawn instead, by their names and schemas, such as ids that there are. */
export type Known = (name: string, schema: Schema) => Arbitrary<unknown> | undefined

/** @param name of the entry that it is drawn for @throws Error for a kind of schema that no request had yet */
export function arbitraryOf(schema: Schema, known: Known = () => undefined, name = ''): Arbitrary<unknown> {
  const instead = known(name, schema)
  if (instead) return instead
  const of = (inner: Schema): Arbitrary<unknown> => arbitraryOf(inner, known, name)
  const accepted = (value: unknown): boolean => (schema as z.ZodType).safeParse(value).success
  const def = definitionOf(schema)
  switch (def.type) {
    case 'object':
      return fc
        .record(
          Object.fromEntries(Object.entries(def.shape).map(([key, inner]) => [key, arbitraryOf(inner, known, key)]))
        )
        .map(withoutUndefined)
    case 'optional':
      return fc.option(of(def.innerType), { nil: undefined })
    case 'nullable':
      return fc.option(of(def.innerType), { nil: null })
    case 'default':
      return fc.option(of(def.innerType), { nil: undefined })
    case 'array': {
      const { minimum, maximum } = rangeOf(schema, { minimum: 0, maximum: 8 })
      return fc.oneof(
        {
          weight: 9,
          arbitrary: fc.array(of(def.element), { minLength: minimum, maxLength: Math.min(maximum, minimum + 8) })
        },
        { weight: 1, arbitrary: fc.array(of(def.element), { minLength: minimum, maxLength: Math.min(maximum, 64) }) }
      )
    }
    case 'record':
      return fc
        .dictionary(of(def.keyType) as Arbitrary<string>, of(def.valueType), { maxKeys: 8, noNullPrototype: true })
        .filter(accepted)
    case 'union':
      return fc.oneof(...def.options.map(of))
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries))
    case 'literal':
      return fc.constantFrom(...def.values)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return textOf(schema).filter(accepted)
    case 'number':
      return numberOf(schema)
    case 'custom':
      return fc.uint8Array({ maxLength: 4000 }).filter(accepted)
    // JSON that its transform bounds.
    case 'pipe':
      return fc.jsonValue({ maxDepth: 6 }).filter(accepted)
    default:
      throw new Error(`Nobody has said how to draw a ${def.type}.`)
  }
}

function textOf(schema: Schema): Arbitrary<string> {
  if (schema instanceof z.ZodUUID) return fc.uuid()
  const { pattern } = rangeOf(schema, { minimum: 0, maximum: 0 })
  if (pattern) return fc.stringMatching(pattern, { size: 'small' })
  return fc.oneof(
    fc.constantFrom(...nasty.filter(text => (schema as z.ZodType).safeParse(text).success)),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })
  )
}

function numberOf(schema: Schema): Arbitrary<number> {
  const { minimum: min, maximum: max, integer } = rangeOf(schema, { minimum: -1e9, maximum: 1e9 })
  const edges = fc.constantFrom(min, max)
  if (integer) return fc.oneof(fc.integer({ min, max }), fc.integer({ min, max: Math.min(max, min + 12) }), edges)
  return fc.oneof(
    fc.double({ min, max, noNaN: true }),
    edges,
    fc.integer({ min: Math.max(-100, Math.ceil(min)), max: Math.min(100, Math.floor(max)) })
  )
}

/** Left out is left out: a window's encoder leaves it out, too. */
const withoutUndefined = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined))
