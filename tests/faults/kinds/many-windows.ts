/** 16 windows that ask without pause for a minute beside a training; one more is told that there are too many. */
import { defineKind } from '../kind'
import { residentMegabytes } from '../tools/memory'
import { begin, importNamed } from '../tools/served'
import type { Window } from '../tools/studio'
import { longEpochs } from '../tools/trainings'
import { pause, within } from '../tools/wait'

export default defineKind({
  id: 'many-windows',
  title: '16 windows for a minute beside a training',
  seconds: 80,
  once: true,
  async round(round) {
    const { tally } = round
    const workspace = await round.newWorkspace()
    const studio = await round.serve(workspace)
    const recipe = { ...longEpochs(500), settings: { ...longEpochs(1).settings, epochSteps: 500 } }
    const datasets = await importNamed(studio, [recipe])
    const run = await begin(studio, recipe, datasets.get(recipe.dataset) ?? '')
    await within(60_000, () => round.ledger(workspace).epochs.length > 0)
    const windows = [studio.window]
    while (windows.length < 16) windows.push(await round.window(studio.url))
    const refused = await round.window(studio.url).then(
      () => false,
      () => true
    )
    tally.expect(refused, 'A 17th window was let in.')
    const begun = round.ledger(workspace).epochs.length,
      before = residentMegabytes(studio.process.pid)
    const took: number[] = []
    const end = Date.now() + (round.short ? 5000 : 60_000)
    await Promise.all(
      windows.map(async (window, i) => {
        for (let n = 0; Date.now() < end; n++) {
          const at = performance.now()
          await ask(window, run.id, i, n)
          took.push(performance.now() - at)
          tally.measure('studio MB', residentMegabytes(studio.process.pid))
          await pause(40)
        }
      })
    )
    tally.add({ faults: 16 })
    took.sort((a, b) => a - b)
    const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? 0
    tally.measure('answers', took.length)
    tally.measure('median ms', at(0.5))
    tally.measure('99 % within ms', at(0.99))
    tally.measure('slowest ms', at(1))
    tally.measure('epochs meanwhile', round.ledger(workspace).epochs.length - begun)
    tally.expect(
      at(0.99) < 5000,
      `With 16 windows one answer in a hundred takes longer than ${Math.round(at(0.99))} ms.`
    )
    tally.expect(round.ledger(workspace).epochs.length > begun, 'With 16 windows the training stands still.')
    const grew = residentMegabytes(studio.process.pid) - before
    tally.measure('studio grew by MB', grew)
    tally.expect(grew < 400, `With 16 windows the studio grew by ${Math.round(grew)} MB.`)
    studio.process.signal('SIGTERM')
    tally.expect(await within(60_000, () => !studio.process.running()), 'A studio with 16 windows does not end.')
    await round.reopen(workspace, { when: 'after 16 windows' })
  }
})

/** What windows ask all the time. */
async function ask(window: Window, run: string, i: number, n: number): Promise<unknown> {
  switch ((i + n) % 6) {
    case 0:
      return await window.request('listRuns', {})
    case 1:
      return await window.request('runMetrics', { run, maxPoints: 500 })
    case 2:
      return await window.request('sampleSheet', { run, epoch: 1 })
    case 3:
      return await window.request('setPreference', { key: `window-${i}`, value: { n, words: 'x'.repeat(200) } })
    case 4:
      return await window.request('runEpochs', { run })
    default:
      return await window.request('drawLatents', { run, seed: n, count: 16 })
  }
}
