/** The short form of `npm run test:faults`: one brief round of each kind that says so. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { kinds } from './kinds'
import { playRound } from './schedule'
import { treeAt } from './tools/tree'

const folder = mkdtempSync(join(tmpdir(), 'atelier-faults-'))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }))

// Everything that is left to chance follows from this.
const seed = 1

describe.runIf(process.platform === 'linux')("nothing of anybody's is lost", () => {
  const short = [...kinds.values()].filter(kind => kind.short && (!kind.needsRoot || process.getuid?.() === 0))
  test.concurrent.for(short)('$title', { timeout: 300_000 }, async kind => {
    // The moment is left to chance: on a fast machine a first round may be over before anything was struck at.
    let faults = 0
    for (let round = 1; round <= 3 && faults === 0; round++) {
      const { findings, counts } = await playRound(kind, round, {
        tree: treeAt('.'),
        folder,
        seed,
        lanes: 1,
        short: true,
        keep: false,
        say: () => {}
      })
      expect(findings).toEqual([])
      faults = counts.faults
    }
    expect(faults).toBeGreaterThan(0)
  })
})
