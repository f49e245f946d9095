/** kill −9 of a served studio while it trains, imports and exports. */
import { randomUUID } from 'node:crypto'
import { defineKind } from '../kind'
import type { Round } from '../round'
import { kill } from '../tools/crew'
import { moment } from '../tools/moment'
import { pictureFolder } from '../tools/pictures'
import { begin, compare, importNamed } from '../tools/served'
import type { Studio } from '../tools/studio'
import { type Recipe, smallRecipe } from '../tools/trainings'

export default defineKind({
  id: 'kill-studio',
  title: 'kill −9 of a studio that trains, imports and exports',
  seconds: 25,
  share: 3,
  short: true,
  async round(round) {
    const { random, tally } = round
    const workspace = await round.newWorkspace()
    const recipes = Array.from({ length: round.short ? 1 : 2 }, () =>
      smallRecipe(random, round.short ? 5 : random.whole(5, 12))
    )
    const runs = new Map<string, Recipe>()
    let datasets = new Map<string, string>()
    const kills = round.short ? 1 : random.whole(1, 4)
    for (let i = 0; i < kills; i++) {
      const studio = await round.serve(workspace)
      if (i === 0) {
        datasets = await importNamed(studio, recipes)
        for (const recipe of recipes)
          runs.set((await begin(studio, recipe, datasets.get(recipe.dataset) ?? '')).id, recipe)
      } else for (const run of runs.keys()) await studio.window.request('resumeRun', { run }).catch(() => undefined)
      if (!round.short) void busy(round, studio, [...runs.keys()])
      await moment(round, workspace, 2500)
      kill(studio.process.pid, 'SIGKILL')
      await studio.process.ended
      tally.add({ faults: 1 })
      if (random.chance(0.5)) await round.noOrphans(20_000, 'after the studio was killed')
      await round.reopen(workspace, { when: 'after the studio was killed', engines: true })
    }
    await round.noOrphans(20_000, 'after the studio was killed')
    const studio = await round.serve(workspace)
    for (const [run, recipe] of runs) await compare(round, studio, workspace, run, recipe)
    studio.process.signal('SIGTERM')
    await studio.process.ended
    await round.reopen(workspace, { when: 'after studios were killed' })
  }
})

/** Imports, uploads and exports until the studio is gone. */
async function busy(round: Round, { window, process }: Studio, runs: string[]): Promise<void> {
  const pictures = await pictureFolder(round, 120)
  while (process.running()) {
    const work = round.random.chance(0.5)
      ? window.request('importFolder', { job: randomUUID(), path: pictures })
      : window.request('exportRun', {
          run: runs[0] ?? '',
          job: randomUUID(),
          format: 'gif',
          options: { every: 1, scale: 2 },
          keep: true
        })
    // Too early for an export, or the end of the studio.
    await work.catch(() => new Promise(next => setTimeout(next, 50)))
  }
}
