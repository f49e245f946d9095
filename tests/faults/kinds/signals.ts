/** Signals and outputs: a hang-up that is to be ignored, a second Ctrl-C, a pipe that closes, a device that is full. */
import { openSync, closeSync } from 'node:fs'
import { defineKind } from '../kind'
import type { Round } from '../round'
import { Records } from '../tools/records'
import { begin, importNamed } from '../tools/served'
import { longEpochs, smallRecipe, trainWords } from '../tools/trainings'
import { atMost, pause, within } from '../tools/wait'
import { finish } from './kill-command-line'

export default defineKind({
  id: 'signals',
  title: 'signals, closed pipes and full outputs',
  seconds: 25,
  share: 1.5,
  async round(round) {
    await round.random.pick([hangUpOfTrain, hangUpOfServe, twice, closedPipe, fullOutput, endOfServe])(round)
  }
})

/**
 * `nohup atelier train`, and the terminal closes. As people type it: only the shell in bin/atelier sees what nohup did.
 */
async function hangUpOfTrain(round: Round): Promise<void> {
  const { random, tally } = round
  const workspace = await round.newWorkspace()
  const recipe = smallRecipe(random, 20)
  const trained = round.crew.start('nohup', [
    round.tree.wrapper,
    '--workspace',
    workspace,
    '--json',
    ...trainWords(recipe)
  ])
  round.ledger(workspace).readLines(trained)
  await within(60_000, () => trained.events().some(({ event }) => event === 'epoch'))
  for (let i = 0; i < 2; i++) {
    trained.signal('SIGHUP')
    await pause(50)
  }
  tally.add({ faults: 1 })
  const { status } = await round.finish(trained, 'nohup atelier train')
  tally.expect(status === 0, `“nohup atelier train” ended with status ${status} when the terminal closed.`)
  await round.reopen(workspace, { when: 'after a hang-up' })
}

async function hangUpOfServe(round: Round): Promise<void> {
  const { tally, tree } = round
  const workspace = await round.newWorkspace()
  const serving = round.crew.start('nohup', [
    tree.wrapper,
    '--workspace',
    workspace,
    'serve',
    '--no-open',
    '--port',
    '0'
  ])
  const address = new Promise<string>(done =>
    serving.onLine(line => {
      if (line.includes('#token=')) done(line.split(' ').at(-1) ?? '')
    })
  )
  const url = await Promise.race([address, pause(60_000, '')])
  const window = await round.window(url)
  serving.signal('SIGHUP')
  tally.add({ faults: 1 })
  await pause(1000)
  const answers = await window.request('listRuns', {}, 10_000).then(
    () => true,
    () => false
  )
  tally.expect(answers && serving.running(), '“nohup atelier serve” ended when the terminal closed.')
  serving.signal('SIGTERM')
  tally.expect(await within(30_000, () => !serving.running()), '“nohup atelier serve” does not end when it is told to.')
  await round.reopen(workspace, { when: 'after a hang-up' })
}

/** Ctrl-C twice: ends at once, and what was reported is there. */
async function twice(round: Round): Promise<void> {
  const { random, tally } = round
  const workspace = await round.newWorkspace()
  const recipe = smallRecipe(random, 12)
  const trained = round.start(workspace, trainWords(recipe))
  await within(60_000, () => trained.events().some(({ event }) => event === 'epoch'))
  const signal = random.pick(['SIGINT', 'SIGTERM'] as const)
  trained.signal(signal)
  await pause(random.between(0, 60))
  trained.signal(signal)
  tally.add({ faults: 1 })
  const ended = await atMost(10_000, trained.ended)
  tally.expect(
    ended !== null && [0, 130, 143].includes(ended.status ?? -1),
    `${signal} twice did not end a training within 10 s: ${JSON.stringify(ended)}`
  )
  await round.noOrphans(20_000, `after ${signal} twice`)
  await round.reopen(workspace, { when: `after ${signal} twice` })
  await finish(round, workspace, String(trained.events()[0]?.run), recipe)
}

/** `atelier train | head -1`: the training goes on; what could not be said is status 1. */
async function closedPipe(round: Round): Promise<void> {
  const { random, tally } = round
  const workspace = await round.newWorkspace()
  const recipe = smallRecipe(random, 6)
  const trained = round.start(workspace, trainWords(recipe))
  await within(60_000, () => trained.events().length > 0)
  trained.child.stdout?.destroy()
  tally.add({ faults: 1 })
  await outputLost(round, workspace, await atMost(120_000, trained.ended), recipe.epochs, 'whose pipe was closed')
}

async function fullOutput(round: Round): Promise<void> {
  const { random, tally } = round
  const workspace = await round.newWorkspace()
  const recipe = smallRecipe(random, 4)
  const full = openSync('/dev/full', 'w')
  const trained = round.start(workspace, trainWords(recipe), { stdio: ['ignore', full, 'pipe'] })
  closeSync(full)
  tally.add({ faults: 1 })
  await outputLost(round, workspace, await atMost(120_000, trained.ended), recipe.epochs, 'whose output was full')
}

async function outputLost(
  round: Round,
  workspace: string,
  ended: { status: number | null } | null,
  epochs: number,
  whose: string
): Promise<void> {
  const { tally } = round
  tally.expect(
    ended?.status === 1,
    `A training ${whose} ended with status ${ended?.status ?? 'none within 2 minutes'} instead of 1.`
  )
  const [run] = Records.read(workspace, records => records.runs())
  tally.expect(
    run?.status === 'finished' && run.epoch === epochs,
    `A training ${whose} did not go on to its end: ${run?.status}, epoch ${run?.epoch} of ${epochs}.`
  )
  await round.reopen(workspace, { when: `after a training ${whose}` })
}

/** A studio that trains is told to end: it saves first. */
async function endOfServe(round: Round): Promise<void> {
  const { random, tally } = round
  const workspace = await round.newWorkspace()
  const studio = await round.serve(workspace)
  const recipe = random.chance(0.5) ? longEpochs(2) : smallRecipe(random, 20)
  const datasets = await importNamed(studio, [recipe])
  const run = await begin(studio, recipe, datasets.get(recipe.dataset) ?? '')
  await pause(random.between(500, 4000))
  studio.process.signal(random.pick(['SIGINT', 'SIGTERM', 'SIGHUP']))
  tally.add({ faults: 1 })
  const ended = await atMost(60_000, studio.process.ended)
  tally.expect(
    ended?.status === 0,
    `A studio that was told to end while it trained ended with ${JSON.stringify(ended)}.`
  )
  await round.noOrphans(10_000, 'after the studio was told to end')
  await round.reopen(workspace, { when: 'after the studio was told to end' })
  await finish(round, workspace, run.id, recipe)
}
