/**
 * Takes a finished run out of a workspace in the form that keras_train.py writes, so that one script compares both.
 *
 *     node out/main/quality-run.js WORKSPACE RUN OUT [--epoch 10] [--pictures 10000] [--seed 1]
 *
 * RUN: its name or id. OUT: a folder, which gets losses.json (an entry an epoch), samples.u8 (fresh pictures of the
 * last epoch, packed as the dataset is) and sheet.png (the run's fixed latents at its end). --epoch: as if it had ended
 * there.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { decodeSheet, sheetIn } from '../../tests/exports/decode-sheet'
import { createStudio } from '../../src/main/studio'

const {
  values,
  positionals: [workspace, word, out]
} = parseArgs({
  allowPositionals: true,
  options: {
    epoch: { type: 'string' },
    pictures: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' }
  }
})
if (workspace === undefined || word === undefined || out === undefined) throw new Error('Wanted: WORKSPACE RUN OUT.')

const studio = createStudio({ workspace, emit: () => undefined, host: { kind: 'browser' } })
const { handlers } = studio
try {
  const run = (await handlers.listRuns({})).find(each => each.id === word || each.name === word)
  if (!run) throw new Error(`${workspace} has no run "${word}".`)
  const epoch = values.epoch === undefined ? run.epoch : Number(values.epoch)
  const { epochs } = await handlers.runMetrics({ run: run.id, maxPoints: 10 })
  mkdirSync(out, { recursive: true })
  const reports = epochs
    .slice(0, epoch)
    .map(({ step, losses: [discriminatorLoss, generatorLoss], measures, seconds }) => ({
      step,
      discriminatorLoss,
      generatorLoss,
      ...measures,
      seconds
    }))
  const { model: work, engine: framework, seed, parameters, settings } = run
  const losses = { work, framework, seed, parameters, settings, reports }
  writeFileSync(join(out, 'losses.json'), `${JSON.stringify(losses, null, 1)}\n`)
  writeFileSync(join(out, 'sheet.png'), (await handlers.sampleSheet({ run: run.id, epoch })).png)

  const sheets: Uint8Array[] = []
  const atOnce = 1000
  for (let left = Number(values.pictures); left > 0; left -= atOnce) {
    const count = Math.min(left, atOnce)
    const options = { epoch: String(epoch), seed: Number(values.seed) * 1000 + sheets.length, count }
    const { bytes, facts } = await handlers.exportRun({
      run: run.id,
      job: randomUUID(),
      format: 'png',
      options,
      keep: false
    })
    sheets.push((await decodeSheet(sheetIn(bytes, facts))).pixels)
  }
  writeFileSync(join(out, 'samples.u8'), Buffer.concat(sheets))
} finally {
  await studio.close()
}
