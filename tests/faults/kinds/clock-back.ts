/** The clock set back between runs, and in the middle of one: the latest is what was done last. */
import { defineKind } from '../kind'
import type { Round } from '../round'
import { pointRun } from '../tools/finished'
import { bitsOf, trainWords, unbrokenBits } from '../tools/trainings'

const day = 86_400_000

/** A clock beside the machine's for a Node process and its children. */
const clock = (offset: number): { env: NodeJS.ProcessEnv } => ({
  env: {
    CLOCK_OFFSET: String(offset),
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
      'const o=Number(process.env.CLOCK_OFFSET),M=Date;globalThis.Date=class extends ' +
        'M{constructor(...w){super(...(w.length?w:[M.now()+o]))}static now(){return M.now()+o}}'
    )}`
  }
})

export default defineKind({
  id: 'clock-back',
  title: 'the clock set back, and forward',
  seconds: 10,
  share: 0.7,
  async round(round) {
    const { random, tally } = round
    const workspace = await round.newWorkspace()
    const shorter = { ...pointRun, epochs: 2 }
    const offsets = [0, -random.whole(1, 400) * day, random.whole(1, 400) * day, -random.whole(1, 40) * day]
    for (const [i, offset] of offsets.entries()) {
      const trained = await round.atelier(workspace, trainWords(shorter, `Number ${i}`), 120_000, clock(offset))
      tally.expect(
        trained.status === 0,
        `A training does not work with the clock ${Math.round(offset / day)} days off: ${trained.stderr.trim()}`
      )
      tally.add({ faults: 1 })
      const run = String(trained.events[0]?.run)
      await latestIs(round, workspace, run, `with the clock ${Math.round(offset / day)} days off`)
      tally.expect(
        bitsOf(workspace, run).sha256 === (await unbrokenBits(round, shorter)).sha256,
        'A training has other bits where the clock is another.'
      )
    }
    // Which of them was gone on with last is the latest to many; the newest made is to others. It is never neither.
    await round.reopen(workspace, { when: 'after the clock was set back' })
  }
})

async function latestIs(round: Round, workspace: string, run: string, when: string): Promise<void> {
  const { stdout } = await round.atelier(workspace, ['runs', 'latest'])
  const found = JSON.parse(stdout || '{}') as { id?: string; name?: string }
  round.tally.expect(found.id === run, `“latest” is ${found.name ?? 'nothing'} and not what was trained last, ${when}.`)
}
