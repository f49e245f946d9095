/** The disk is full to the last byte, under a command line and under a studio. */
import { join } from 'node:path'
import { defineKind } from '../kind'
import type { Round } from '../round'
import { audit } from '../tools/audit'
import { type Disk, smallDisk } from '../tools/mounts'
import { begin, compare, importNamed } from '../tools/served'
import type { Studio } from '../tools/studio'
import { type Recipe, smallRecipe, trainWords } from '../tools/trainings'
import { within } from '../tools/wait'
import { rawWord } from '../tools/words'
import { finish } from './kill-command-line'

export default defineKind({
  id: 'disk-full',
  title: 'a disk full to the last byte',
  seconds: 40,
  share: 1.5,
  needsRoot: true,
  async round(round) {
    const disk = smallDisk(round, 192)
    const workspace = join(disk.folder, 'atelier')
    await round.atelier(workspace, ['runs'])
    round.canaries.plantAround(workspace)
    if (round.random.chance(0.5)) await underCommandLine(round, disk, workspace)
    else await underStudio(round, disk, workspace)
  }
})

const recipeOf = ({ random }: Round): Recipe => ({ ...smallRecipe(random, 30), seed: 1 })

async function underCommandLine(round: Round, disk: Disk, workspace: string): Promise<void> {
  const { tally } = round
  const recipe = recipeOf(round)
  await binOne(round, workspace)
  const trained = round.start(workspace, trainWords(recipe))
  await within(60_000, () => !trained.running() || trained.events().some(({ event }) => event === 'epoch'))
  disk.fill()
  tally.add({ faults: 1 })
  const { status, stderr } = await round.finish(trained, 'train', 90_000)
  tally.expect(status === 1, `A training whose disk is full ended with status ${status}.`)
  tally.expect(/disk/i.test(stderr), `A training whose disk is full did not say so: ${stderr.trim()}`)
  const run = String(trained.events().find(({ event }) => event === 'run')?.run ?? '')
  await lookAtFull(round, workspace)
  disk.empty()
  await round.noOrphans(20_000, 'after the disk was full')
  await round.reopen(workspace, { when: 'after the disk was full' })
  await finish(round, workspace, run, recipe)
}

async function underStudio(round: Round, disk: Disk, workspace: string): Promise<void> {
  const { tally } = round
  const recipe = recipeOf(round)
  const studio = await round.serve(workspace)
  const datasets = await importNamed(studio, [recipe])
  const run = await begin(studio, recipe, datasets.get(recipe.dataset) ?? '')
  await within(60_000, () => round.ledger(workspace).epochs.length > 0)
  disk.fill()
  tally.add({ faults: 1 })
  const over = await within(
    90_000,
    async () => !['preparing', 'training'].includes((await studio.window.request('getRun', { run: run.id })).status),
    200
  )
  tally.expect(over, 'A run whose disk is full is still training in the studio after 90 s.')
  const { error } = await studio.window.request('getRun', { run: run.id })
  tally.expect(error !== null && /disk/i.test(error) && !rawWord(error), `A run whose disk is full says: ${error}`)
  await answers(round, studio, run.id, recipe, datasets.get(recipe.dataset) ?? '')
  await lookAtFull(round, workspace)
  disk.empty()
  if (over) await compare(round, studio, workspace, run.id, recipe)
  audit(workspace, round.ledger(workspace), tally, { held: true, when: 'after the disk was full' })
  studio.process.signal('SIGTERM')
  tally.expect(await within(60_000, () => !studio.process.running()), 'A studio whose disk was full does not end.')
  await round.reopen(workspace, { when: 'after the disk was full' })
}

/** A studio on a full disk shows what there is, and refuses the rest in plain words. */
async function answers(
  { tally }: Round,
  { window }: Studio,
  run: string,
  recipe: Recipe,
  dataset: string
): Promise<void> {
  const asked: [string, () => Promise<unknown>, boolean][] = [
    ['listRuns', () => window.request('listRuns', {}), true],
    ['runMetrics', () => window.request('runMetrics', { run, maxPoints: 100 }), true],
    ['sampleSheet', () => window.request('sampleSheet', { run, epoch: 1 }), true],
    ['setPreference', () => window.request('setPreference', { key: 'long', value: 'x'.repeat(100_000) }), false],
    [
      'startRun',
      () => window.request('startRun', { model: recipe.model, dataset, seed: 1, settings: recipe.settings }),
      false
    ]
  ]
  for (const [name, ask, works] of asked) {
    const refusal = await ask().then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error))
    )
    if (works) tally.expect(refusal === null, `On a full disk ${name} is refused: ${refusal}`)
    else if (refusal !== null)
      tally.expect(
        !rawWord(refusal) && !/could not answer/.test(refusal),
        `On a full disk ${name} is refused with: ${refusal}`
      )
  }
}

/** Commands look at a workspace on a full disk; its bin can be emptied. */
async function lookAtFull(round: Round, workspace: string): Promise<void> {
  const { tally } = round
  const { status, stderr } = await round.atelier(workspace, ['runs'])
  tally.expect(status === 0, `“runs” does not work on a full disk: ${stderr.trim()}`)
  try {
    const studio = await round.serve(workspace)
    const refusal = await studio.window.request('emptyBin', {}).then(
      () => null,
      (error: unknown) => String(error)
    )
    tally.expect(refusal === null, `The bin cannot be emptied on a full disk: ${refusal}`)
    studio.process.signal('SIGTERM')
    tally.expect(await within(60_000, () => !studio.process.running()), 'A studio on a full disk does not end.')
  } catch (error) {
    tally.find(`A studio does not open on a full disk: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function binOne(round: Round, workspace: string): Promise<void> {
  const { events } = await round.atelier(workspace, trainWords({ ...recipeOf(round), epochs: 3 }, 'For the bin'))
  const run = String(events[0]?.run)
  const studio = await round.serve(workspace)
  await studio.window.request('deleteRun', { run })
  studio.process.signal('SIGTERM')
  await studio.process.ended
  round.ledger(workspace).forget(run)
}
