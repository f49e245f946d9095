/** Files may only grow so far (ulimit -f): what can be had of a full disk without the rights of root. */
import { defineKind } from '../kind'
import { longEpochs, smallRecipe, trainWords } from '../tools/trainings'
import { finish } from './kill-command-line'

export default defineKind({
  id: 'file-limit',
  title: 'files that may not grow (ulimit -f)',
  seconds: 15,
  share: 0.7,
  async round(round) {
    const { random, tally, tree } = round
    const workspace = await round.newWorkspace()
    const recipe = random.chance(0.5)
      ? smallRecipe(random, 6)
      : { ...longEpochs(3), settings: { ...longEpochs(3).settings, epochSteps: 100 } }
    // Blocks of 512 bytes: from less than the database has to more than a checkpoint needs.
    const blocks = random.pick([200, 600, 1500, 4000])
    const words = [tree.node, tree.cli, '--workspace', workspace, '--json', ...trainWords(recipe)]
    const trained = round.crew.start('sh', ['-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', ...words])
    round.ledger(workspace).readLines(trained)
    const { status, stderr } = await round.finish(trained, `train under ulimit -f ${blocks}`, 90_000)
    tally.add({ faults: 1 })
    tally.expect(
      status === 0 || (status === 1 && /\.\s*$/.test(stderr.trim())),
      `A training whose files may not grow past ${blocks} blocks ended with status ${status}: ${stderr.trim()}`
    )
    tally.see(status === 0 ? 'trainings that the limit did not touch' : 'trainings that said what they could not write')
    await round.noOrphans(20_000, 'after a file could not grow')
    await round.reopen(workspace, { when: 'after a file could not grow' })
    const run = String(trained.events().find(({ event }) => event === 'run')?.run ?? '')
    if (run) await finish(round, workspace, run, recipe)
  }
})
