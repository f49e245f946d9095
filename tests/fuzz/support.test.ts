import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../store/fixtures'
import { attack, corpusOf } from './support/attack'
import { mutated } from './support/mutate'

const target = join(import.meta.dirname, 'support', 'faulty', 'faults.ts')

function corpus(...contents: string[]): string[] {
  const folder = temporaryFolder()
  for (const [i, content] of contents.entries()) writeFileSync(join(folder, String(i)), content)
  return corpusOf(folder)
}

test('the same seed and number spoil in the same way; others in another', () => {
  const files = [Buffer.from('one file of some length'), Buffer.from('and another')]
  const spoilt = Array.from({ length: 500 }, (_, i) => mutated(files, 1, i).toString('hex'))
  expect(Array.from({ length: 500 }, (_, i) => mutated(files, 1, i).toString('hex'))).toEqual(spoilt)
  expect(new Set(spoilt).size).toBeGreaterThan(350)
  expect(mutated(files, 2, 0).toString('hex')).not.toBe(spoilt[0])
  expect(files.map(String)).toEqual(['one file of some length', 'and another'])
})

describe('what a reader must not do is found, with the file that makes it', () => {
  test.each([
    ['h', /not read within 1 seconds/],
    ['c', /ended with SIGABRT/],
    ['m', /took \d+ MB/],
    ['w', /^Error: wrong/]
  ])('%s', async (letter, why) => {
    const { fault } = await attack({
      target,
      files: corpus('aaaaaaaa', `fault:${letter}bb`),
      seed: 1,
      cases: 200,
      seconds: 30,
      patience: 1
    })
    expect(fault?.why).toMatch(why)
    const file = fault?.file ?? ''
    expect(existsSync(file)).toBe(true)
    expect(readFileSync(file).toString('latin1').slice(0, 7)).toBe(`fault:${letter}`)
    rmSync(file)
  })
})

test('nothing is found where there is nothing, and time is kept', async () => {
  const files = corpus('aaaaaaaa')
  const plan = { target, files, seed: 3, patience: 1 }
  expect(await attack({ ...plan, cases: 100, seconds: 30 })).toMatchObject({ cases: 100, fault: null })
  const began = Date.now()
  const { cases, fault } = await attack({ ...plan, cases: Infinity, seconds: 2 })
  expect({ fault, quick: Date.now() - began < 30_000, some: cases > 0 }).toEqual({
    fault: null,
    quick: true,
    some: true
  })
})
