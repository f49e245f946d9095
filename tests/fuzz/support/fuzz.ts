/**
 * The tests of a reader that was written by hand. Its target is targets/NAME.ts, its corpus corpus/NAME: honest files
 * of every kind, and what once went wrong. In `npm test` a few thousand spoilt files, the same every time; with
 * ATELIER_FUZZ_SECONDS=N each reader is attacked for N seconds with new ones (ATELIER_FUZZ_SEED=S: with those of a
 * seed).
 */
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { attack, corpusOf } from './attack'
import type { FuzzTarget } from './target'

const seconds = Number(process.env.ATELIER_FUZZ_SECONDS ?? 0)
const seed = Number(process.env.ATELIER_FUZZ_SEED ?? (seconds > 0 ? Date.now() % 2 ** 31 : 1))

/** @param cases in `npm test` */
export function fuzz(name: string, target: FuzzTarget, { cases = 3000 } = {}): void {
  const folder = join(import.meta.dirname, '../corpus', name)
  const files = corpusOf(folder)

  describe(name, () => {
    test('kept files have their kept answers', async () => {
      const answers: unknown = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8'))
      const found: Record<string, string | null> = {}
      for (const file of files) found[basename(file)] = await target.read(readFileSync(file))
      expect(found).toEqual(answers)
    })

    test(
      'spoilt files are read rightly or refused',
      async () => {
        const { fault, ...numbers } = await attack({
          target: join(import.meta.dirname, '../targets', `${name}.ts`),
          files,
          seed,
          patience: target.seconds ?? 5,
          ...(seconds > 0 ? { cases: Infinity, seconds } : { cases, seconds: 50 })
        })
        if (seconds > 0) process.stdout.write(`fuzz ${JSON.stringify({ reader: name, seed, ...numbers })}\n`)
        expect(
          fault,
          fault ? `case ${fault.number} of seed ${seed}, kept as ${fault.file}: ${fault.why}` : ''
        ).toBeNull()
        // A corpus that is never read, or never refused, attacks nothing.
        expect(Math.min(numbers.read, numbers.refused)).toBeGreaterThan(0)
      },
      1000 * seconds + 90_000
    )
  })
}
