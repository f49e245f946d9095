/** 10,000 epochs in one run: what is kept, how long looking at it takes, and how much memory it all wants. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { defineKind } from '../kind'
import type { Round } from '../round'
import { residentMegabytes } from '../tools/memory'
import { begin, ended, importNamed } from '../tools/served'
import type { Studio } from '../tools/studio'
import { pause } from '../tools/wait'

/**
 * Milliseconds that looking at a run may take on a busy machine, and megabytes that a studio may grow by on the way.
 */
const patience = 5000,
  growth = 250

export default defineKind({
  id: 'many-epochs',
  title: '10,000 epochs in one run',
  seconds: 600,
  once: true,
  async round(round) {
    const { tally } = round
    const epochs = round.short ? 300 : 10_000
    const workspace = await round.newWorkspace()
    const studio = await round.serve(workspace)
    // A step per epoch.
    const recipe = {
      dataset: 'gaussian-2d',
      model: 'gaussian-2d',
      settings: { samples: 4, batchSize: 1000 },
      epochs,
      seed: 1
    }
    const datasets = await importNamed(studio, [recipe])
    const run = await begin(studio, recipe, datasets.get(recipe.dataset) ?? '')
    let over = false
    const finished = ended(studio, run.id).then(last => {
      over = true
      return last
    })
    let first = 0
    while (!over) {
      await Promise.race([finished, pause(5000)])
      await look(round, studio, run.id)
      const [own, engine] = [
        residentMegabytes(studio.process.pid),
        Math.max(0, ...studio.engines().map(residentMegabytes))
      ]
      const { epoch } = await studio.window.request('getRun', { run: run.id })
      if (first === 0 && epoch >= epochs / 10) first = own
      tally.measure('studio MB', own)
      tally.measure('engine MB', engine)
      if (first > 0) tally.measure('studio grew by MB', own - first)
    }
    const last = await finished
    tally.expect(
      last.status === 'finished' && last.epoch === epochs,
      `A run of ${epochs} epochs ended as ${last.status} after ${last.epoch}: ${last.error}`
    )
    tally.add({ faults: 1 })
    tally.expect(
      (tally.figures.get('studio grew by MB') ?? 0) < growth,
      `The studio grew by ${Math.round(tally.figures.get('studio grew by MB') ?? 0)} MB in ${epochs} epochs.`
    )
    const kept = readdirSync(join(workspace, 'runs', run.id, 'checkpoints')).length
    tally.measure('checkpoints kept', kept)
    tally.expect(kept <= 140, `${kept} checkpoints of ${epochs} epochs are kept.`)
    studio.process.signal('SIGTERM')
    await studio.process.ended
    const began = performance.now()
    await round.atelier(workspace, ['runs', run.id])
    tally.measure('opening and listing it, s', (performance.now() - began) / 1000)
    await round.reopen(workspace, { when: `after ${epochs} epochs` })
  }
})

async function look({ tally }: Round, { window }: Studio, run: string): Promise<void> {
  const timed = async (name: string, ask: () => Promise<unknown>): Promise<void> => {
    const began = performance.now()
    await ask()
    const took = performance.now() - began
    tally.measure(`${name} ms`, took)
    tally.expect(took < patience, `${name} of a run of many epochs took ${Math.round(took)} ms.`)
  }
  await timed('listRuns', () => window.request('listRuns', {}))
  await timed('runMetrics', () => window.request('runMetrics', { run, maxPoints: 2000 }))
  await timed('runEpochs', () => window.request('runEpochs', { run }))
}
