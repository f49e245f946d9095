/** kill −9 of `bin/atelier` alone, on a Node where it becomes the program and on one where it starts it as a child. */
import { defineKind } from '../kind'
import { kill } from '../tools/crew'
import { moment } from '../tools/moment'
import { smallRecipe, trainWords } from '../tools/trainings'
import { pause } from '../tools/wait'
import { finish } from './kill-command-line'

/** As Node 20 is, where a process cannot become another. */
const oldNode = '--import=data:text/javascript,delete%20process.execve'

export default defineKind({
  id: 'kill-wrapper', title: 'kill −9 of bin/atelier alone', seconds: 20,
  async round(round) {
    const { random, tally, tree } = round
    const workspace = await round.newWorkspace()
    const recipe = smallRecipe(random, 8)
    const child = random.chance(0.7)
    const words = [tree.wrapper, '--workspace', workspace, '--json', ...trainWords(recipe)]
    const trained = round.crew.start(tree.node, words, { env: child ? { NODE_OPTIONS: oldNode } : {} })
    round.ledger(workspace).readLines(trained)
    if (random.chance(0.8)) await Promise.race([trained.ended, new Promise<void>(done => trained.onLine(line => { if (line.includes('"epoch"')) done() }))])
    await moment(random, workspace, 1200, trained.ended)
    if (!kill(trained.pid, 'SIGKILL')) return
    tally.add({ faults: 1 })
    tally.see(child ? 'kills where it started the program as a child' : 'kills where it had become the program')
    await pause(50)
    const left = await round.crew.left(20_000)
    for (const { command } of left) tally.find(`20 s after bin/atelier was killed this still lives: ${command.slice(-200)}`)
    if (left.length > 0) await round.crew.end()
    await round.reopen(workspace, { when: 'after bin/atelier was killed' })
    const run = String(trained.events().find(({ event }) => event === 'run')?.run ?? '')
    if (run) await finish(round, workspace, run, recipe)
  }
})
