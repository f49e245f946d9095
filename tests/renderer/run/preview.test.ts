import { expect, test } from 'vitest'
import { previewTile, previewTiles } from '../../../src/renderer/state/run/preview'

test('samples: the first; a map: its quarters; reconstructions: pairs, and never an original alone', () => {
  const samples = { shows: 'samples' as const, sampleCount: 25, sampleColumns: 5 }
  expect([previewTile(samples), previewTiles(samples, 2)]).toEqual([0, [0, 1, 2, 3]])
  const map = { shows: 'map' as const, sampleCount: 81, sampleColumns: 9 }
  expect([previewTile(map), previewTiles(map, 2)]).toEqual([40, [20, 24, 56, 60]])
  const pairs = { shows: 'reconstructions' as const, sampleCount: 36, sampleColumns: 6 }
  expect([previewTile(pairs), previewTiles(pairs, 1), previewTiles(pairs, 2)]).toEqual([6, [6], [0, 1, 6, 7]])
  expect(previewTiles({ shows: 'samples', sampleCount: 3, sampleColumns: 2 }, 2)).toEqual([0, 1, 2])
})
