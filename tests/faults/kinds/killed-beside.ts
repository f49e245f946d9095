/** A command line is killed beside an open studio: the studio sees that nobody trains the run any more. */
import { defineKind } from '../kind'
import { kill } from '../tools/crew'
import { compare } from '../tools/served'
import type { Studio } from '../tools/studio'
import { smallRecipe, trainWords } from '../tools/trainings'
import { within } from '../tools/wait'

export default defineKind({
  id: 'killed-beside',
  title: 'a command line killed beside an open studio',
  seconds: 15,
  async round(round) {
    const { random, tally } = round
    const workspace = await round.newWorkspace()
    const recipe = smallRecipe(random, 40)
    const studio = await round.serve(workspace)
    const trained = round.start(workspace, trainWords(recipe))
    const begun = await within(60_000, () => trained.events().filter(({ event }) => event === 'epoch').length >= 2)
    if (!tally.expect(begun, `The command line did not train: ${trained.stderr()}`)) return
    const run = String(trained.events()[0]?.run)
    const refusal = await refused(studio, run, 'stopRun')
    tally.expect(
      refusal !== null && refusal.includes(String(trained.pid)),
      'A run that another process trains is refused without naming that process ' +
        `(${trained.pid}): ${refusal ?? 'it was not refused'}`
    )
    kill(trained.pid, 'SIGKILL')
    await trained.ended
    tally.add({ faults: 1 })
    // Whoever asks is told the truth: at once, or when the engine that was left alone has saved.
    const known = await within(
      15_000,
      async () =>
        !['preparing', 'training', 'paused'].includes((await studio.window.request('getRun', { run })).status),
      200
    )
    tally.expect(known, 'A run whose command line was killed is still training in the open studio after 15 s.')
    if (known && random.chance(0.7)) await compare(round, studio, workspace, run, recipe)
    const gone = await refused(studio, run, 'deleteRun')
    tally.expect(gone === null, `A run whose command line was killed cannot be deleted in the open studio: ${gone}`)
    round.ledger(workspace).forget(run)
    studio.process.signal('SIGTERM')
    await studio.process.ended
    await round.noOrphans(20_000, 'after the command line was killed and the studio closed')
    await round.reopen(workspace, { when: 'after a command line was killed beside a studio' })
  }
})

async function refused({ window }: Studio, run: string, request: 'stopRun' | 'deleteRun'): Promise<string | null> {
  try {
    await window.request(request, { run })
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
