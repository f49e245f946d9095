/** What windows remember: bounded when it is written, and readable whatever is stored. */
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { Json } from '../../src/shared/json'
import { openStore, type Store } from '../../src/main/store'
import { temporaryFolder, temporaryStore } from './fixtures'

const all = (store: Store): Record<string, Json> => Object.fromEntries(store.preferences.all().values)

/** A workspace in which these rows are stored, whoever may have put them there. */
function stored(rows: readonly (readonly [key: string, value: string])[]): Store {
  const folder = temporaryFolder()
  const made = openStore(folder)
  const { database: file } = made.files
  made.close()
  const database = new Database(file)
  for (const row of rows) database.prepare('INSERT INTO preferences (key, value) VALUES (?, ?)').run(...row)
  database.close()
  return temporaryStore(folder)
}

test('preferences keep any JSON', () => {
  const store = temporaryStore()
  store.preferences.set('theme', 'dark')
  store.preferences.set('sliders', { values: [0.5, -1], pinned: null })
  store.preferences.set('theme', 'light')
  expect(all(store)).toEqual({ sliders: { values: [0.5, -1], pinned: null }, theme: 'light' })
  expect(store.preferences.get('theme')).toBe('light')
  expect(store.preferences.get('nothing')).toBeUndefined()
})

const deep = '['.repeat(98) + ']'.repeat(98)
const unreadable: [what: string, key: string, value: string][] = [
  ['named __proto__', '__proto__', '{"a":1}'],
  ['nested 98 deep', 'deep', deep],
  ['nested a million deep', 'deeper', '['.repeat(1e6)],
  ['not JSON', 'broken', '{"a":'],
  ['with an entry __proto__', 'polluting', '{"__proto__":{"admin":true}}'],
  ['too long', 'long', JSON.stringify('a'.repeat(4e6))],
  ['too many', 'many', JSON.stringify(new Array(100_000).fill(0))],
  ['with a key of 10,000 characters', 'k'.repeat(10_000), '1'],
  ['with an empty key', '', '1'],
  ['with a control character in its key', 'a\u0000b', '1']
]

test.each(unreadable)('one that is stored %s is left out and named, and the others are there', (_, key, value) => {
  const store = stored([
    ['theme', '"dark"'],
    [key, value],
    ['zoom', '2']
  ])
  expect(store.preferences.all()).toEqual({
    values: new Map<string, Json>([
      ['theme', 'dark'],
      ['zoom', 2]
    ]),
    unreadable: [key.slice(0, 201)]
  })
  expect(store.preferences.get(key)).toBeUndefined()
  store.preferences.deleteUnreadable()
  expect(store.preferences.all()).toEqual({
    values: new Map<string, Json>([
      ['theme', 'dark'],
      ['zoom', 2]
    ]),
    unreadable: []
  })
})

test('more than there is room for is refused in words, and what is there can be changed and forgotten', () => {
  const store = temporaryStore()
  const large = new Array(50_000).fill(0.123456789012345)
  let kept = 0
  expect(() => {
    for (; ; kept++) store.preferences.set(`run/${kept}/explore`, large)
  }).toThrow(/remembers as much of its windows as it may/)
  expect(kept).toBeGreaterThan(10)
  expect(kept).toBeLessThan(40)
  store.preferences.set('run/0/explore', 'small')
  expect(all(store)['run/0/explore']).toBe('small')
  store.preferences.deleteUnder('run/1/')
  expect(all(store)).not.toHaveProperty('run/1/explore')
  store.preferences.set('engine', 'wasm')
  store.preferences.deleteAllBut('engine')
  expect(all(store)).toEqual({ engine: 'wasm' })
})

test('so many keys are enough, stored by whomever', () => {
  const store = stored(Array.from({ length: 10_001 }, (_, i) => [`k${i}`, '1'] as const))
  expect(store.preferences.all().values.size).toBe(10_000)
  expect(store.preferences.all().unreadable).toHaveLength(1)
  store.preferences.deleteUnreadable()
  expect(() => store.preferences.set('one more', 1)).toThrow(/remembers as much/)
  store.preferences.set('k0', 'again')
  expect(store.preferences.get('k0')).toBe('again')
})
