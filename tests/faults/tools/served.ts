/** Trainings in a served studio. */
import { randomUUID } from 'node:crypto'
import type { Run } from '../../../src/shared/domain'
import type { Round } from '../round'
import type { Studio } from './studio'
import { bitsOf, type Recipe, unbrokenBits } from './trainings'
import { pause } from './wait'

const last = new Set<Run['status']>(['stopped', 'interrupted', 'finished', 'failed'])

/** Imports the built-ins that recipes name. @returns their ids by name */
export async function importNamed({ window }: Studio, recipes: readonly Recipe[]): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const name of new Set(recipes.map(({ dataset }) => dataset)))
    found.set(name, (await window.request('importBuiltin', { job: randomUUID(), name })).id)
  return found
}

export function begin(
  { window }: Studio,
  { model, settings, epochs, seed }: Recipe,
  dataset: string,
  name?: string
): Promise<Run> {
  return window.request('startRun', { model, dataset, name, seed, settings: { ...settings, epochs } })
}

/** Once the studio has told that a run trains no more; ask before it can. */
export function ended({ window }: Studio, run: string): Promise<Run> {
  return new Promise(done =>
    window.on('runChanged', changed => {
      if (changed.id === run && last.has(changed.status)) done(changed)
    })
  )
}

/** Waits for the end, or goes on to it where there is more to train, and compares with an unbroken training. */
export async function compare(
  round: Round,
  studio: Studio,
  workspace: string,
  run: string,
  recipe: Recipe
): Promise<void> {
  const { tally } = round
  const over = ended(studio, run)
  const now = await studio.window.request('getRun', { run })
  if (now.status !== 'finished') {
    if (last.has(now.status)) {
      tally.add({ resumes: 1 })
      await studio.window.request('resumeRun', { run })
    }
    const final = await Promise.race([over, pause(120_000, null)])
    if (
      !tally.expect(
        final?.status === 'finished',
        `Run ${run} was gone on with, and ` +
          `is ${final?.status ?? 'not at its end after 2 minutes'}: ${final?.error ?? ''}`
      )
    )
      return
    const [own, expected] = [bitsOf(workspace, run), await unbrokenBits(round, recipe)]
    const same = own.sha256 === expected.sha256 && own.epochs === expected.epochs
    if (same && last.has(now.status)) tally.add({ resumesSame: 1 })
    if (!same)
      tally.find(
        `Run ${run} ended with other ${own.sha256 === expected.sha256 ? 'means' : 'bits'} than an unbroken ` +
          `training (${JSON.stringify(recipe)}).`
      )
  }
}
