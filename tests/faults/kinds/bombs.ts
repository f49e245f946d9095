/**
 * Six small files at a time that become pictures of 12,000 × 12,000 pixels, and a preview of 400 large pictures, beside
 * a training.
 */
import { randomUUID } from 'node:crypto'
import { defineKind } from '../kind'
import type { Round } from '../round'
import { type Bomb, bombFolder, bombs, largePictures } from '../tools/bombs'
import { type DelayProbe, delayProbe } from '../tools/delay'
import { ownMegabytes, residentMegabytes } from '../tools/memory'
import { begin, importNamed } from '../tools/served'
import type { Studio } from '../tools/studio'
import { longEpochs } from '../tools/trainings'
import { pause, within } from '../tools/wait'

/** Of the studio and its decoder together: 1.5 GB. */
const mostMegabytes = 1430
/** A window waits no longer for an answer meanwhile, ms; on a busy machine for its turn, too. */
const patience = 2000
/** The epochs of so long are counted before anything is asked for, ms. */
const quiet = 15_000

/** Some are refused by what their headers say; smaller ones of the same kinds are just decoded. */
const packs: readonly (readonly [Bomb, number])[] = [
  ...bombs.map(bomb => [bomb, 12_000] as const),
  ['avif', 6000],
  ['progressive-jpeg', 10_000]
]

interface Scene {
  round: Round
  studio: Studio
  probe: DelayProbe
  epochs: () => number
}

export default defineKind({
  id: 'bombs',
  title: 'small files that become very large pictures',
  seconds: 120,
  once: true,
  async round(round) {
    const { tally } = round
    const folders = new Map<string, string>()
    for (const [bomb, side] of packs) folders.set(`${bomb} of ${side}²`, await bombFolder(round, bomb, side))
    const large = await largePictures(round)
    const workspace = await round.newWorkspace()
    const probe = delayProbe(round.path('delay'))
    const studio = await round.serve(workspace, { env: probe.environment })
    const scene: Scene = { round, studio, probe, epochs: () => round.ledger(workspace).epochs.length }
    const recipe = { ...longEpochs(100_000), settings: { ...longEpochs(1).settings, epochSteps: 100 } }
    const datasets = await importNamed(studio, [recipe])
    const run = await begin(studio, recipe, datasets.get(recipe.dataset) ?? '')
    await within(60_000, () => scene.epochs() > 0)

    await during(scene, 'nothing', () => pause(quiet, ''))
    for (const [bomb, path] of folders) {
      const outcome = await during(scene, `six ${bomb}`, () => imported(studio, path))
      tally.add({ faults: 6 })
      tally.see(`six ${bomb}: ${outcome.startsWith('6 were') ? 'read' : 'refused'}`)
      tally.expect(/^6 were read|needs more memory than/.test(outcome), `Six ${bomb} ended with: ${outcome}`)
    }
    const { id } = await studio.window.request('importFolder', { job: randomUUID(), path: large }, 600_000)
    const shown = await during(scene, 'a preview at 1024', () => previewed(studio, id))
    tally.add({ faults: 1 })
    tally.expect(shown.endsWith('shown'), `A preview of 400 pictures at 1024 pixels ended with: ${shown}`)

    await studio.window.request('stopRun', { run: run.id }, 120_000)
    studio.process.signal('SIGTERM')
    tally.expect(await within(60_000, () => !studio.process.running()), 'A studio that has decoded bombs does not end.')
    await round.noOrphans(15_000, 'after bombs')
    await round.reopen(workspace, { when: 'after bombs' })
  }
})

const imported = (studio: Studio, path: string): Promise<string> =>
  studio.window.request('importFolder', { job: randomUUID(), path }, 600_000).then(
    ({ imageCount }) => `${imageCount} were read`,
    (error: Error) => error.message
  )

const previewed = (studio: Studio, dataset: string): Promise<string> =>
  studio.window
    .request(
      'previewDataset',
      { dataset, framing: { size: 1024, channels: 3, fit: 'cover', position: 'centre' }, offset: 0, count: 400 },
      600_000
    )
    .then(
      ({ count }) => `${count} shown`,
      (error: Error) => error.message
    )

/** Does something, and measures memory, answers, delays and epochs meanwhile. */
async function during(
  { round, studio, probe, epochs }: Scene,
  name: string,
  work: () => Promise<string>
): Promise<string> {
  const { tally } = round
  const [began, before] = [Date.now(), epochs()]
  let done = false
  const working = work().finally(() => {
    done = true
  })
  let [resident, own, slowest] = [0, 0, 0]
  while (!done) {
    const decoders = round.crew.members().filter(({ command }) => command.includes('decoder.js'))
    const together = [studio.process.pid, ...decoders.map(({ pid }) => pid)]
    const sum = (of: (pid: number) => number): number => together.reduce((total, pid) => total + of(pid), 0)
    resident = Math.max(resident, sum(residentMegabytes))
    own = Math.max(own, sum(ownMegabytes))
    const at = performance.now()
    await studio.window.request('listDatasets', {})
    slowest = Math.max(slowest, performance.now() - at)
    await pause(20)
  }
  const outcome = await working
  const seconds = (Date.now() - began) / 1000
  const late = probe.longestSince(began)
  tally.measure(`${name}: seconds`, seconds)
  tally.measure(`${name}: MB`, resident)
  tally.measure(`${name}: MB without what is shared`, own)
  tally.measure(`${name}: slowest answer ms`, slowest)
  tally.measure(`${name}: longest turn ms`, late)
  tally.measure(`${name}: epochs a minute`, ((epochs() - before) * 60) / seconds)
  tally.expect(resident < mostMegabytes, `During ${name} studio and decoder took ${Math.round(resident)} MB.`)
  tally.expect(slowest < patience * round.slowness, `During ${name} an answer took ${Math.round(slowest)} ms.`)
  // What is over in a moment says nothing about a training.
  if (seconds > 5) tally.expect(epochs() > before, `During ${name} the training stood still.`)
  return outcome
}
