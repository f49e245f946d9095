/** The disk is pulled out under a training, and put back. */
import { join } from 'node:path'
import { defineKind } from '../kind'
import { pluggedIn } from '../tools/mounts'
import { smallRecipe, trainWords } from '../tools/trainings'
import { pause, within } from '../tools/wait'
import { finish } from './kill-command-line'

export default defineKind({
  id: 'disk-gone',
  title: 'a disk pulled out and put back',
  seconds: 20,
  needsRoot: true,
  async round(round) {
    const { random, tally } = round
    const stick = pluggedIn(round)
    const workspace = join(stick.folder, 'atelier')
    await round.atelier(workspace, ['runs'])
    round.canaries.plantAround(workspace)
    const recipe = smallRecipe(random, 30)
    const trained = round.start(workspace, trainWords(recipe))
    await within(60_000, () => !trained.running() || trained.events().some(({ event }) => event === 'epoch'))
    await pause(random.between(0, 600))
    stick.unplug()
    tally.add({ faults: 1 })
    const { status, stderr } = await round.finish(trained, 'train', 90_000)
    tally.expect(
      status === 1 || status === 0,
      `A training whose disk was pulled out ended with status ${status}: ${stderr.trim()}`
    )
    if (status === 1) tally.see('trainings that said the disk was gone')
    await round.noOrphans(20_000, 'after the disk was pulled out')
    // Opened without it: another, empty place. What is done there is not done to what was pulled out.
    await round.atelier(workspace, ['models'])
    stick.plugIn()
    await round.reopen(workspace, { when: 'after the disk was pulled out and put back' })
    const run = String(trained.events()[0]?.run)
    await finish(round, workspace, run, recipe)
  }
})
