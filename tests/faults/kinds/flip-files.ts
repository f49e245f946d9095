/**
 * Flipped bits in checkpoints, packed pictures and sheets: nobody is shown, told or trains on what is wrong without a
 * word.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineKind } from '../kind'
import type { Round } from '../round'
import { filesBelow } from '../tools/canaries'
import { finishedRuns, pictureRun, pointRun } from '../tools/finished'
import { withFlippedBit } from '../tools/flip'
import { Records } from '../tools/records'
import { bitsOf, trainWords, unbrokenBits } from '../tools/trainings'

export default defineKind({
  id: 'flip-files',
  title: 'flipped bits in checkpoints, packed pictures and sheets',
  seconds: 40,
  share: 2.5,
  async round(round) {
    const workspace = await finishedRuns(round)
    const times = round.short ? 1 : 3
    for (let i = 0; i < times; i++) {
      await inCheckpoint(round, workspace)
      await inSheet(round, workspace)
      await inCache(round, workspace)
    }
    await round.reopen(workspace, { when: 'after bits of files were flipped and turned back' })
  }
})

const said = (stderr: string): boolean => /\.\s*$/.test(stderr.trim()) && stderr.trim().length > 20

/** Samples of a damaged checkpoint: its own, or none and a sentence. Evaluations likewise. */
async function inCheckpoint(round: Round, workspace: string): Promise<void> {
  const { random, tally } = round
  const [run, checkpoint] = Records.read(workspace, records => {
    const found = random.pick(records.runs())
    return [found, random.pick(records.checkpoints(found.id))] as const
  })
  const words = (file: string): string[] => [
    'sample',
    run.id,
    '--epoch',
    String(checkpoint.epoch),
    '--count',
    '4',
    '-o',
    file
  ]
  const good = round.path('good.png'),
    bad = round.path('bad.png')
  await round.atelier(workspace, words(good))
  await withFlippedBit(join(workspace, checkpoint.file), random, async where => {
    tally.add({ faults: 1 })
    const drawn = await round.atelier(workspace, words(bad))
    if (drawn.status === 0)
      tally.expect(
        readFileSync(bad).equals(readFileSync(good)),
        `A checkpoint with a flipped bit (${where} of ${checkpoint.file}) drew other pictures without a word.`
      )
    else
      tally.expect(
        said(drawn.stderr),
        `A checkpoint with a flipped bit (${where}) ended in these words: ${drawn.stderr.trim()}`
      )
    if (drawn.status !== 0) tally.see('flips in checkpoints that were found and said')
    tally.expect(
      existsSync(join(workspace, checkpoint.file)),
      `A checkpoint with a flipped bit was deleted: ${checkpoint.file}`
    )
    const evaluated = await round.atelier(workspace, [
      'evaluate',
      run.id,
      '--epochs',
      String(checkpoint.epoch),
      '--samples',
      '16'
    ])
    tally.expect(
      evaluated.status !== 0 && said(evaluated.stderr),
      `A checkpoint with a flipped bit (${where} of ${checkpoint.file}) was evaluated, ` +
        `status ${evaluated.status}: ${evaluated.stderr.trim()}`
    )
  })
}

/** A film of sheets of which one is damaged: said, or the same film. */
async function inSheet(round: Round, workspace: string): Promise<void> {
  const { random, tally } = round
  const sheet = random.pick(
    Records.read(workspace, records => records.files()).filter(({ table }) => table === 'samples')
  )
  const run = sheet.file.split('/')[1] ?? ''
  const words = (file: string): string[] => ['export', 'gif', run, '--scale', '1', '-o', file]
  const good = round.path('good.gif'),
    bad = round.path('bad.gif')
  await round.atelier(workspace, words(good))
  await withFlippedBit(join(workspace, sheet.file), random, async where => {
    tally.add({ faults: 1 })
    const made = await round.atelier(workspace, words(bad))
    if (made.status === 0)
      tally.expect(
        readFileSync(bad).equals(readFileSync(good)),
        `A sheet with a flipped bit (${where} of ${sheet.file}) made another film without a word.`
      )
    else
      tally.expect(
        said(made.stderr),
        `A sheet with a flipped bit (${where}) ended in these words: ${made.stderr.trim()}`
      )
    if (made.status !== 0) tally.see('flips in sheets that were found and said')
    tally.expect(existsSync(join(workspace, sheet.file)), `A sheet with a flipped bit was deleted: ${sheet.file}`)
  })
}

/** Training on packed pictures of which one is damaged: on the right ones (made anew), or not at all. */
async function inCache(round: Round, workspace: string): Promise<void> {
  const { random, tally } = round
  const caches = filesBelow(join(workspace, 'datasets')).filter(path =>
    Records.read(workspace, records => records.files()).some(
      ({ table, file }) => table === 'caches' && join(workspace, file) === path
    )
  )
  const cache = random.pick(caches)
  const recipe = { ...(cache.endsWith('.f32') ? pointRun : pictureRun), epochs: 1 }
  const expected = await unbrokenBits(round, recipe)
  await withFlippedBit(cache, random, async where => {
    tally.add({ faults: 1 })
    const trained = await round.atelier(workspace, trainWords(recipe))
    const run = String(trained.events.find(({ event }) => event === 'run')?.run ?? '')
    if (trained.status !== 0) {
      tally.see('flips in packed pictures that were found and said')
      tally.expect(
        said(trained.stderr),
        `Packed pictures with a flipped bit (${where}) ended in these words: ${trained.stderr.trim()}`
      )
    } else if (
      tally.expect(
        bitsOf(workspace, run).sha256 === expected.sha256,
        `Packed pictures with a flipped bit (${where} of ${cache}) were trained on without a word.`
      )
    ) {
      tally.see('flips in packed pictures that were made good before training')
    }
  })
}
