/** kill −9 of `atelier train` and `atelier resume`. */
import { kill, type Started } from '../tools/crew'
import { defineKind } from '../kind'
import type { Round } from '../round'
import { moment } from '../tools/moment'
import { bitsOf, smallRecipe, trainWords, unbrokenBits } from '../tools/trainings'
import { pause } from '../tools/wait'

export default defineKind({
  id: 'kill-command-line',
  title: 'kill −9 of the command line while it trains',
  seconds: 15,
  share: 3,
  short: true,
  async round(round) {
    const { random, tally } = round
    const recipe = smallRecipe(random, round.short ? 4 : random.whole(4, 10))
    const workspace = await round.newWorkspace()
    let run = ''
    for (let kills = round.short ? 2 : random.whole(1, 4); kills > 0; kills--) {
      const words = run ? ['resume', run, '--epochs', String(recipe.epochs)] : trainWords(recipe)
      const trained = round.start(workspace, words)
      await strike(round, workspace, trained)
      run ||= String(trained.events().find(({ event }) => event === 'run')?.run ?? '')
      if (trained.events().some(({ event }) => event === 'done')) break
      tally.add({ faults: 1 })
      // At once, or when the engine that was left alone has ended.
      if (random.chance(0.5)) await round.noOrphans(20_000, 'after the command line was killed')
      await round.reopen(workspace, { when: 'after the command line was killed', engines: true })
    }
    await round.noOrphans(20_000, 'after the command line was killed')
    if (!run) return
    await finish(round, workspace, run, recipe)
  }
})

async function strike(round: Round, workspace: string, trained: Started): Promise<void> {
  if (round.random.chance(0.7))
    await Promise.race([
      trained.ended,
      new Promise<void>(done =>
        trained.onLine(line => {
          if (line.includes('"epoch"')) done()
        })
      )
    ])
  await moment(round, workspace, 1500, trained.ended)
  kill(trained.pid, 'SIGKILL')
  await trained.ended
  // What it said last may still be on its way.
  await pause(20)
}

/** Resumes to the end, and compares with an unbroken training. */
export async function finish(
  round: Round,
  workspace: string,
  run: string,
  recipe: Parameters<typeof unbrokenBits>[1]
): Promise<void> {
  const { tally } = round
  const { epoch } = await state(round, workspace, run)
  if (epoch < recipe.epochs) {
    tally.add({ resumes: 1 })
    const { status, stderr } = await round.atelier(workspace, ['resume', run, '--epochs', String(recipe.epochs)])
    if (!tally.expect(status === 0, `Run ${run} cannot be gone on with: ${stderr.trim()}`)) return
    const [own, expected] = [bitsOf(workspace, run), await unbrokenBits(round, recipe)]
    const same = own.sha256 === expected.sha256 && own.epochs === expected.epochs
    if (same) tally.add({ resumesSame: 1 })
    else
      tally.find(
        `Run ${run} ended with other bits than an unbroken training ` +
          `(${JSON.stringify(recipe)}): ${difference(own, expected)}`
      )
  }
  await round.reopen(workspace, { when: 'after the run was gone on with' })
}

const difference = (own: ReturnType<typeof bitsOf>, expected: ReturnType<typeof bitsOf>): string =>
  own.sha256 === expected.sha256
    ? `its checkpoint is the same, what is known of its epochs is not: ${own.epochs.slice(0, 600)} instead ` +
      `of ${expected.epochs.slice(0, 600)}`
    : `step ${own.step} has ${own.sha256.slice(0, 12)}, and step ${expected.step} of the ` +
      `other ${expected.sha256.slice(0, 12)}`

async function state(round: Round, workspace: string, run: string): Promise<{ epoch: number }> {
  const { stdout } = await round.atelier(workspace, ['runs', run])
  return JSON.parse(stdout || '{"epoch":0}') as { epoch: number }
}
