import { describe, expect, test } from 'vitest'
import {
  arrange,
  handyScale,
  pictureAt,
  type Arranged,
  type Room
} from '../../../src/renderer/state/run/layout/arrangement'

const plain: Arranged = { width: 28, height: 28, count: 25, columns: 5, rows: 1, names: [], joined: false }
const room: Room = { width: 980, height: 480, gap: 2, label: 18, goal: 0.8 }
const indices = (sheet: Arranged, into: Room): number[] => arrange(sheet, into).places.map(({ index }) => index)

describe('a sheet arranged for its room', () => {
  test('reaches the goal with as many pictures as it can, larger than all of them would be', () => {
    const all = arrange(plain, { ...room, whole: true })
    expect(all.places).toHaveLength(25)
    const made = arrange(plain, room)
    expect(made.share).toBeGreaterThanOrEqual(0.8)
    expect(made.places.length).toBeLessThan(25)
    expect(made.tile.width).toBeGreaterThan(all.tile.width)
    // An easier goal shows more.
    expect(arrange(plain, { ...room, goal: 0.5 }).places).toHaveLength(25)
  })

  test.each([
    { width: 300, height: 900 },
    { width: 900, height: 300 },
    { width: 60, height: 60 }
  ])('lies within $width × $height, and no picture over another', size => {
    const { places, tile, ...made } = arrange(plain, { ...room, ...size })
    expect(made.width).toBeLessThanOrEqual(size.width)
    const corners = new Set(places.map(({ x, y }) => `${x} ${y}`))
    expect(corners.size).toBe(places.length)
    for (const { x, y } of places) {
      expect(x + tile.width).toBeLessThanOrEqual(made.width)
      expect(y + tile.height).toBeLessThanOrEqual(made.height)
      for (const other of places)
        if (other.x !== x && other.y === y) expect(Math.abs(other.x - x)).toBeGreaterThanOrEqual(tile.width)
    }
  })

  test('every class is there, with as many pictures as any other, under its name', () => {
    const names = ['boots', 'coats', 'shirts']
    const sheet = { ...plain, count: 24, columns: 8, names }
    const made = arrange(sheet, { ...room, goal: 0.7 })
    expect(made.names.map(({ name }) => name)).toEqual(names)
    const perClass = names.map((_, row) => made.places.filter(({ index }) => Math.floor(index / 8) === row).length)
    expect(new Set(perClass).size).toBe(1)
    expect(made.share).toBeGreaterThanOrEqual(0.7)
    // Whole, each class has all of its own.
    expect(arrange(sheet, { ...room, whole: true }).places).toHaveLength(24)
    // Every name stands at its own first picture.
    for (const [row, { x, y, over }] of made.names.entries()) {
      const first = made.places.find(({ index }) => index === row * 8)
      expect(first?.x).toBe(x)
      expect((first?.y ?? 0) - y).toBe(over ? 0 : room.label)
    }
  })

  test('what belongs to an example stays below it', () => {
    const sheet = { ...plain, count: 24, columns: 4, rows: 3 }
    const { places, tile } = arrange(sheet, room)
    const at = new Map(places.map(place => [place.index, place]))
    const firsts = places.filter(({ index }) => Math.floor(index / 4) % 3 === 0)
    expect(firsts.length).toBeGreaterThan(3)
    for (const { index, x, y } of firsts) {
      expect(at.get(index + 4)).toEqual({ index: index + 4, x, y: y + tile.height + room.gap })
      expect(at.get(index + 8)).toEqual({ index: index + 8, x, y: y + 2 * (tile.height + room.gap) })
    }
  })

  test('parts that make sense by themselves stand beside each other where that is larger', () => {
    const sheet = { ...plain, count: 24, columns: 4, rows: 6 }
    const apart = arrange({ ...sheet, part: 3 }, room)
    expect(apart.tile.width).toBeGreaterThan(arrange(sheet, room).tile.width * 1.3)
    const at = new Map(apart.places.map(place => [place.index, place]))
    expect(at.get(12)?.y).toBe(at.get(0)?.y)
  })

  test('a map stays the one picture that it is', () => {
    const made = arrange({ ...plain, joined: true }, room)
    expect(made.places).toHaveLength(25)
    expect(made.width).toBe(5 * made.tile.width)
    expect(indices({ ...plain, joined: true }, room)).toEqual(Array.from({ length: 25 }, (_, i) => i))
  })
})

test('pixels are whole multiples where that loses little, or half ones, or what fits', () => {
  expect(handyScale(4.1)).toBe(4)
  expect(handyScale(1.55)).toBe(1.5)
  expect(handyScale(1.8)).toBe(1.8)
  expect(handyScale(0.4)).toBe(0.4)
})

test('a picture is found by any point in it, and none between two', () => {
  const made = arrange(plain, room)
  const [first, second] = made.places
  expect(pictureAt(made, 0, 0)).toBe(first?.index)
  expect(pictureAt(made, made.tile.width - 1, made.tile.height - 1)).toBe(first?.index)
  expect(pictureAt(made, made.tile.width + 1, 0)).toBe(null)
  expect(pictureAt(made, second?.x ?? 0, 0)).toBe(second?.index)
})
