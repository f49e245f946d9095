/** The layers of R3GAN against PyTorch's numbers (tests/golden/make_grouped.py). */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { discriminativeBasis, generativeBasis, groupedConv, type NetworkFunction } from '../../src/main/layers'
import { planNetwork } from '../../src/main/layers/plan'
import { testCases, type Case } from '../engine/golden-layers'

await openEngine('tensorflow')

const golden = JSON.parse(readFileSync(new URL('../golden/grouped.json', import.meta.url), 'utf8')) as {
  layers: Case[]
}
const layers: Record<string, NetworkFunction> = {
  groupedConv: groupedConv(9, 3, 3),
  'groupedConv-1': groupedConv(4, 3, 1),
  'groupedConv-each': groupedConv(4, 3, 4),
  basis: generativeBasis([4, 4]),
  'basis-back': discriminativeBasis()
}

testCases(golden.layers, layers)

test('groups that do not divide the channels are refused', () => {
  expect(() => planNetwork('g', { inputs: [[4, 4, 6]], build: groupedConv(8, 3, 4) })).toThrow(
    'groupedConv cannot cut 6 channels and 8 filters into 4 groups.'
  )
})
