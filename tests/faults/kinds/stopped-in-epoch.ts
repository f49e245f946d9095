/**
 * Stopped or paused in the middle of an epoch, once and again: the end is that of a training that was left alone, means
 * included.
 */
import { defineKind } from '../kind'
import type { Round } from '../round'
import { longEpochs, trainWords } from '../tools/trainings'
import { pause, within } from '../tools/wait'
import { finish } from './kill-command-line'

export default defineKind({
  id: 'stopped-in-epoch',
  title: 'stopped in the middle of epochs and gone on with',
  seconds: 25,
  share: 1.5,
  async round(round) {
    const { random, tally } = round
    const workspace = await round.newWorkspace()
    const recipe = longEpochs(3, random.whole(1, 2))
    let run = ''
    for (let stops = random.whole(1, 3); stops > 0; stops--) {
      const trained = round.start(workspace, run ? ['resume', run] : trainWords(recipe))
      await within(60_000, () => trained.events().some(({ event }) => event === 'run'))
      run ||= String(trained.events()[0]?.run)
      await Promise.race([trained.ended, pause(random.between(1500, 5000))])
      trained.signal(random.pick(['SIGINT', 'SIGTERM', 'SIGHUP']))
      tally.add({ faults: 1 })
      const { status, stderr } = await round.finish(trained, 'train', 60_000)
      tally.expect(
        [0, 129, 130, 143].includes(status ?? -1),
        `A training that was stopped ended with status ${status}: ${stderr.trim()}`
      )
      if (status === 0) break
      stoppedWith(round, trained.events().at(-1))
    }
    await finish(round, workspace, run, recipe)
  }
})

function stoppedWith({ tally }: Round, last: Record<string, unknown> | undefined): void {
  tally.expect(last?.event === 'stopped', `A training that was stopped said at last: ${JSON.stringify(last)}`)
  if (Number(last?.step) % 3000 !== 0) tally.see('stops in the middle of an epoch')
}
