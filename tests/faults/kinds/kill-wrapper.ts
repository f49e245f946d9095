/** kill −9 of `bin/atelier` alone, on a Node where it becomes the program and on one where it starts it as a child. */
import { defineKind } from '../kind'
import type { Round } from '../round'
import { kill } from '../tools/crew'
import { moment } from '../tools/moment'
import { smallRecipe, trainWords } from '../tools/trainings'
import { within } from '../tools/wait'

/** As Node 20 is, where a process cannot become another. */
const oldNode = '--import=data:text/javascript,delete%20process.execve'
/** Milliseconds within which everything below it has noticed, saved and ended. */
const notice = 20_000

export default defineKind({
  id: 'kill-wrapper',
  title: 'kill −9 of bin/atelier alone',
  seconds: 20,
  async round(round) {
    const { random, tally, tree } = round
    const workspace = await round.newWorkspace()
    // Longer than anybody waits: what still lives does so on its own.
    const words = [tree.wrapper, '--workspace', workspace, '--json', ...trainWords(smallRecipe(random, 2000))]
    const child = random.chance(0.7)
    const trained = round.crew.start(tree.node, words, { env: child ? { NODE_OPTIONS: oldNode } : {} })
    round.ledger(workspace).readLines(trained)
    if (random.chance(0.8))
      await within(60_000, () => !trained.running() || trained.events().some(({ event }) => event === 'epoch'))
    await moment(round, workspace, 1200, trained.ended)
    if (
      !tally.expect(
        kill(trained.pid, 'SIGKILL'),
        `bin/atelier had ended before it was killed: ${trained.stderr().trim()}`
      )
    )
      return
    tally.add({ faults: 1 })
    tally.see(child ? 'kills where it had started the program as a child' : 'kills where it had become the program')
    const left = await round.crew.left(notice)
    for (const { command } of left)
      tally.find(`${notice / 1000} s after bin/atelier was killed this still lives: ${command.slice(-200)}`)
    if (left.length > 0) await round.crew.end()
    await round.reopen(workspace, { when: 'after bin/atelier was killed' })
    await goesOn(round, workspace, String(trained.events().find(({ event }) => event === 'run')?.run ?? ''))
  }
})

/** The run trains another epoch. */
async function goesOn(round: Round, workspace: string, run: string): Promise<void> {
  if (!run) return
  const resumed = round.start(workspace, ['resume', run])
  const trains = await within(
    60_000,
    () => !resumed.running() || resumed.events().some(({ event }) => event === 'epoch')
  )
  round.tally.expect(
    trains && resumed.running(),
    `A run cannot be gone on with after bin/atelier was killed: ${resumed.stderr().trim()}`
  )
  resumed.signal('SIGINT')
  await round.finish(resumed, 'resume', 60_000)
  await round.reopen(workspace, { when: 'after the run was gone on with' })
}
