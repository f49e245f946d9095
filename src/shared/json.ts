/** JSON from outside: what it may hold, how deep, how much of it. */

/** What JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export interface JsonBounds {
  /** Arrays and objects inside one another; 0: none. */
  depth: number
  /** Strings, numbers, arrays and whatever else, each as one. */
  values: number
  /** Of all strings and keys together, UTF-16 code units. */
  characters: number
}

/** Names that mean something else than an entry of their own to a plain object. */
const reserved = new Set(['__proto__', 'constructor', 'prototype'])

/** Whether a key is safe wherever objects are used as maps. */
export const isPlainKey = (key: string): boolean => !reserved.has(key)

/**
 * What keeps a value from being JSON within bounds, as the end of a sentence, e.g. "is nested deeper than 16"; null
 * where nothing does. Looks no further than the bounds and does not call itself: any value may be given.
 */
export function jsonProblem(value: unknown, { depth, values, characters }: JsonBounds): string | null {
  const open: { value: unknown; level: number }[] = [{ value, level: 0 }]
  let seen = 0
  let text = 0
  for (let next = open.pop(); next; next = open.pop()) {
    if (++seen > values) return `holds more than ${values} values`
    const { value: found, level } = next
    if (typeof found === 'string') text += found.length
    else if (typeof found === 'number') {
      if (!Number.isFinite(found)) return 'holds a number that is not finite'
    } else if (typeof found === 'object' && found !== null) {
      if (level >= depth) return `is nested deeper than ${depth}`
      const entries = Array.isArray(found) ? found.entries() : isPlain(found) ? Object.entries(found) : null
      if (!entries) return 'holds something that is not JSON'
      for (const [key, entry] of entries) {
        if (typeof key === 'string') {
          if (!isPlainKey(key)) return `has an entry named "${key}"`
          text += key.length
        }
        if (seen + open.push({ value: entry, level: level + 1 }) > values) return `holds more than ${values} values`
      }
    } else if (typeof found !== 'boolean' && found !== null) return 'holds something that is not JSON'
    if (text > characters) return `holds more than ${characters} characters`
  }
  return null
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
