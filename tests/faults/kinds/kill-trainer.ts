/** kill −9 of the engines under a studio that goes on. */
import type { Run } from '../../../src/shared/domain'
import { kill } from '../tools/crew'
import { defineKind } from '../kind'
import type { Round } from '../round'
import { moment } from '../tools/moment'
import type { Studio } from '../tools/studio'
import { audit } from '../tools/audit'
import { begin, compare, ended, importNamed } from '../tools/served'
import { type Recipe, smallRecipe } from '../tools/trainings'
import { pause, within } from '../tools/wait'

export default defineKind({
  id: 'kill-trainer',
  title: 'kill −9 of engines below a studio',
  seconds: 25,
  share: 3,
  short: true,
  async round(round) {
    const { random } = round
    const workspace = await round.newWorkspace()
    const studio = await round.serve(workspace)
    const recipes = Array.from({ length: round.short ? 1 : 2 }, () =>
      smallRecipe(random, round.short ? 5 : random.whole(5, 12))
    )
    const datasets = await importNamed(studio, recipes)
    const oneByOne = inTurn()
    await Promise.all(
      recipes.map(recipe => troubled(round, studio, workspace, recipe, datasets.get(recipe.dataset) ?? '', oneByOne))
    )
    studio.process.signal('SIGTERM')
    round.tally.expect(
      await within(60_000, () => !studio.process.running()),
      'The studio did not end within a minute of SIGTERM.'
    )
    await round.noOrphans(10_000, 'after the studio was closed')
    await round.reopen(workspace, { when: 'after engines were killed' })
  }
})

type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** Starts follow one another, so that it is known whose engine a new process is. */
function inTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return work => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
}

/** @returns the run, and its engine's process id once that is there */
async function launch(
  studio: Studio,
  recipe: Recipe,
  dataset: string,
  earlier: Run | null
): Promise<{ run: Run; engine: number | undefined; over: Promise<Run> }> {
  const before = new Set(studio.engines())
  const run = earlier
    ? await studio.window.request('resumeRun', { run: earlier.id })
    : await begin(studio, recipe, dataset)
  const over = ended(studio, run.id)
  const fresh = (): number | undefined => studio.engines().find(pid => !before.has(pid))
  await within(30_000, () => fresh() !== undefined)
  return { run, engine: fresh(), over }
}

async function troubled(
  round: Round,
  studio: Studio,
  workspace: string,
  recipe: Recipe,
  dataset: string,
  oneByOne: InTurn
): Promise<void> {
  const { tally, random } = round
  let run: Run | null = null
  for (let kills = round.short ? 1 : random.whole(1, 4); kills > 0; kills--) {
    const { run: begun, engine, over } = await oneByOne(() => launch(studio, recipe, dataset, run))
    run = begun
    await moment(round, workspace, random.chance(0.3) ? 400 : 2500, over)
    if (engine === undefined || !kill(engine, 'SIGKILL')) break
    tally.add({ faults: 1 })
    const told = await Promise.race([over.then(() => true), pause(20_000, false)])
    const now = await studio.window.request('getRun', { run: run.id })
    tally.expect(
      told && ['interrupted', 'finished'].includes(now.status),
      `20 s after its engine was killed, run ${run.id} is ${now.status}${now.error ? ` (${now.error})` : ''}.`
    )
    audit(workspace, round.ledger(workspace), tally, { held: true, when: 'after an engine was killed' })
    if (now.status === 'finished') break
  }
  const id = run?.id
  if (id) await oneByOne(() => compare(round, studio, workspace, id, recipe))
}
