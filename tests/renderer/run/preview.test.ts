import { expect, test } from 'vitest'
import { previewTile, previewTiles, stackOf } from '../../../src/renderer/state/run/preview'
import { rowNames } from '../../../src/shared/run/row-names'
import { sheetTraitsOf } from '../../../src/main/models/sheets'

test('samples: the first; a map: its quarters; reconstructions: pairs, and never an original alone', () => {
  const samples = { sheet: sheetTraitsOf('samples'), sampleCount: 25, sampleColumns: 5 }
  expect([previewTile(samples), previewTiles(samples, 2)]).toEqual([0, [0, 1, 2, 3]])
  const map = { sheet: sheetTraitsOf('map'), sampleCount: 81, sampleColumns: 9 }
  expect([previewTile(map), previewTiles(map, 2)]).toEqual([40, [20, 24, 56, 60]])
  const pairs = { sheet: sheetTraitsOf('reconstructions'), sampleCount: 36, sampleColumns: 6 }
  expect([previewTile(pairs), previewTiles(pairs, 1), previewTiles(pairs, 2)]).toEqual([6, [6], [0, 1, 6, 7]])
  const triples = { sheet: sheetTraitsOf('translations'), sampleCount: 36, sampleColumns: 6 }
  expect([previewTile(triples), previewTiles(triples, 2)]).toEqual([6, [6, 7, 8, 9]])
  expect(previewTiles({ sheet: sheetTraitsOf('samples'), sampleCount: 3, sampleColumns: 2 }, 2)).toEqual([0, 1, 2])
})

test('an example and what stands below it are one stack', () => {
  // Rows of three: originals, theirs, originals, theirs.
  expect(Array.from({ length: 12 }, (_, tile) => stackOf(tile, 3, 2))).toEqual([0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5])
  expect(Array.from({ length: 12 }, (_, tile) => stackOf(tile, 2, 3))).toEqual([0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3])
})

test('rows have names where there is one for each of what a run is asked for first', () => {
  const choice = { kind: 'choice' as const, key: 'class', label: 'Class', help: '', choices: ['cats', 'dogs'] }
  const run = { sheet: sheetTraitsOf('samples'), sampleCount: 6, sampleColumns: 3, inputs: [choice] }
  expect(rowNames(run)).toEqual(['cats', 'dogs'])
  expect(rowNames({ ...run, sampleCount: 9 })).toEqual([])
  expect(rowNames({ ...run, inputs: [] })).toEqual([])
  expect(rowNames({ ...run, sheet: sheetTraitsOf('translations') })).toEqual([])
})
