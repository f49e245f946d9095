/** Six small files at a time that become pictures of 12,000 × 12,000 pixels, beside a training. */
import { randomUUID } from 'node:crypto'
import { defineKind } from '../kind'
import { type Bomb, bombFolder, bombs } from '../tools/bombs'
import { residentMegabytes } from '../tools/memory'
import type { Round } from '../round'
import { begin, importNamed } from '../tools/served'
import type { Studio } from '../tools/studio'
import { longEpochs } from '../tools/trainings'
import { pause, within } from '../tools/wait'

/** Of the studio and its decoder together. */
const mostMegabytes = 1430
/** A window waits no longer for an answer meanwhile, ms; on a busy machine for its turn, too. */
const patience = 2000

export default defineKind({
  id: 'bombs',
  title: 'small files that become very large pictures',
  seconds: 120,
  once: true,
  async round(round) {
    const { tally } = round
    const packs = new Map<Bomb, string>()
    for (const bomb of bombs) packs.set(bomb, await bombFolder(round, bomb))
    const workspace = await round.newWorkspace()
    const studio = await round.serve(workspace)
    const recipe = longEpochs(2000)
    const datasets = await importNamed(studio, [recipe])
    const run = await begin(studio, recipe, datasets.get(recipe.dataset) ?? '')
    await within(60_000, () => round.ledger(workspace).epochs.length > 0)
    for (const [bomb, folder] of packs)
      await attack(round, studio, bomb, folder, () => round.ledger(workspace).epochs.length)
    await studio.window.request('stopRun', { run: run.id }, 120_000)
    studio.process.signal('SIGTERM')
    tally.expect(await within(60_000, () => !studio.process.running()), 'A studio that has decoded bombs does not end.')
    await round.noOrphans(15_000, 'after bombs')
    await round.reopen(workspace, { when: 'after bombs' })
  }
})

async function attack(round: Round, studio: Studio, bomb: Bomb, folder: string, epochs: () => number): Promise<void> {
  const { tally } = round
  const before = epochs()
  let done = false
  const importing = studio.window
    .request('importFolder', { job: randomUUID(), path: folder }, 600_000)
    .then(
      ({ imageCount }) => `${imageCount} were read`,
      (error: Error) => error.message
    )
    .finally(() => {
      done = true
    })
  let [peak, slowest] = [0, 0]
  while (!done) {
    const decoders = round.crew.members().filter(({ command }) => command.includes('decoder.js'))
    const together = [studio.process.pid, ...decoders.map(({ pid }) => pid)].reduce(
      (sum, pid) => sum + residentMegabytes(pid),
      0
    )
    peak = Math.max(peak, together)
    const at = performance.now()
    await studio.window.request('listDatasets', {})
    slowest = Math.max(slowest, performance.now() - at)
    await pause(20)
  }
  const outcome = await importing
  tally.add({ faults: 6 })
  tally.measure(`${bomb} MB`, peak)
  tally.measure(`${bomb} slowest answer ms`, slowest)
  tally.measure(`epochs beside ${bomb}`, epochs() - before)
  tally.expect(/were read|needs more memory than/.test(outcome), `Six ${bomb} ended with: ${outcome}`)
  tally.expect(peak < mostMegabytes, `Six ${bomb} took ${Math.round(peak)} MB.`)
  tally.expect(slowest < patience * round.slowness, `Beside six ${bomb} an answer took ${Math.round(slowest)} ms.`)
}
