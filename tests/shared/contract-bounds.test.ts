/** Everything that a window may send has an end: every string, list, map, number and byte array of every request. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { z } from 'zod'
import { requests } from '../../src/shared/ipc'
import { arbitraryOf, definitionOf, type Schema } from '../fuzz/contract/arbitraries'

interface Part {
  path: string
  schema: Schema
}

/** No string of a request is longer, no list or map of it has more entries. */
const longest = 5000
const most = 10_000
const largest = 1e15

/** A schema, and all that it is made of. */
function* partsOf(schema: Schema, path: string): Generator<Part> {
  yield { path, schema }
  const def = definitionOf(schema)
  switch (def.type) {
    case 'object':
      for (const [key, inner] of Object.entries(def.shape)) yield* partsOf(inner, `${path}.${key}`)
      return
    case 'optional':
    case 'nullable':
    case 'default':
      yield* partsOf(def.innerType, path)
      return
    case 'array':
      yield* partsOf(def.element, `${path}[]`)
      return
    case 'record':
      yield* partsOf(def.keyType, `${path}{key}`)
      yield* partsOf(def.valueType, `${path}{}`)
      return
    case 'union':
      for (const [i, inner] of def.options.entries()) yield* partsOf(inner, `${path}|${i}`)
      return
    default:
  }
}

const refuses = (schema: Schema, value: unknown): boolean => !(schema as z.ZodType).safeParse(value).success
const one = (schema: Schema): unknown => fc.sample(arbitraryOf(schema), { numRuns: 1, seed: 1 })[0]

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = [value]
  return value
}

/** What a schema would have to refuse and does not, in words; null where it is bounded, or only as its parts are. */
function unbounded(schema: Schema): string | null {
  const def = definitionOf(schema)
  switch (def.type) {
    case 'object':
    case 'optional':
    case 'nullable':
    case 'default':
    case 'union':
    case 'enum':
    case 'literal':
    case 'boolean':
    case 'null':
      return null
    case 'string':
      return ['a', '7', '/', 'é', 'ab-'].every(text => refuses(schema, text.repeat(longest)))
        ? null
        : 'a string without a greatest length'
    case 'number':
      if (!refuses(schema, NaN) || !refuses(schema, Infinity)) return 'a number that need not be finite'
      return refuses(schema, 1.1 * largest) &&
        refuses(schema, -1.1 * largest) &&
        refuses(schema, Number.MAX_SAFE_INTEGER)
        ? null
        : 'a number without a range'
    case 'array':
      return refuses(schema, new Array(most + 1).fill(one(def.element))) ? null : 'a list without a greatest length'
    case 'record': {
      const value = one(def.valueType)
      if (!refuses(schema, Object.fromEntries(Array.from({ length: most + 1 }, (_, i) => [`k${i}`, value]))))
        return 'a map without a greatest number of entries'
      const read = (schema as z.ZodType<object>).safeParse(JSON.parse(`{"__proto__": ${JSON.stringify(value)}}`))
      return read.success &&
        (Object.hasOwn(read.data, '__proto__') || Object.getPrototypeOf(read.data) !== Object.prototype)
        ? 'a map with an entry __proto__'
        : null
    }
    // Opaque to a walk: what it refuses shows its bounds.
    case 'custom':
    case 'pipe': {
      const huge = [
        new Uint8Array(64 * 2 ** 20 + 1),
        'a'.repeat(300_000),
        new Array(100_000).fill(1),
        nested(99),
        JSON.parse('{"a": {"__proto__": {}}}'),
        Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, 1]))
      ]
      const accepted = huge.findIndex(value => !refuses(schema, value))
      return accepted < 0 ? null : `a value of its own kind without bounds (probe ${accepted})`
    }
    default:
      return `a ${def.type}, which nobody has bounded`
  }
}

test('every input of every request is bounded', () => {
  const parts = Object.entries(requests).flatMap(([name, { input }]) => [...partsOf(input, name)])
  expect(parts.length).toBeGreaterThan(200)
  expect(
    parts.flatMap(({ path, schema }) => {
      const why = unbounded(schema)
      return why ? [`${path}: ${why}`] : []
    })
  ).toEqual([])
})

test('what is drawn from a schema is what the schema takes', () => {
  for (const [name, { input }] of Object.entries(requests)) {
    for (const value of fc.sample(arbitraryOf(input), { numRuns: 50, seed: 1 }))
      expect(input.safeParse(value).error, `${name} ${JSON.stringify(value).slice(0, 300)}`).toBeUndefined()
  }
})
