/** kill −9 while a workspace of an earlier form is brought up to date. */
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { migrations } from '../../../src/main/store/migrations'
import { openDatabase } from '../../../src/main/store/database'
import { defineKind } from '../kind'
import type { Round } from '../round'
import { audit } from '../tools/audit'
import { kill } from '../tools/crew'
import { moment } from '../tools/moment'
import { Records } from '../tools/records'

const run = '6b1b3f0e-6a53-4d1c-9f2e-0c5d5b6f2a11',
  dataset = '7a0f3f0e-6a53-4d1c-9f2e-0c5d5b6f2a11'
const epochs = 40,
  stepsPerEpoch = 1000

export default defineKind({
  id: 'kill-migration',
  title: 'kill −9 while an old workspace is brought up to date',
  seconds: 10,
  share: 1.5,
  async round(round) {
    const { random, tally } = round
    const old = await round.template('old-form', oldWorkspace)
    for (let i = 0; i < 2; i++) {
      const workspace = round.path(`workspace-${i}`, 'atelier')
      cpSync(old, workspace, { recursive: true })
      // Somewhere on the way from the first form.
      openDatabase(
        join(workspace, 'atelier.db'),
        migrations.slice(0, random.whole(1, Math.max(1, migrations.length - 1)))
      ).close()
      round.canaries.plantAround(workspace)
      for (let kills = random.whole(1, 4); kills > 0; kills--) {
        const opening = round.start(workspace, ['runs'])
        await moment(round, workspace, 1200, opening.ended)
        kill(opening.pid, 'SIGKILL')
        if ((await opening.ended).signal === 'SIGKILL') tally.add({ faults: 1 })
      }
      await upToDate(round, workspace)
    }
  }
})

async function upToDate(round: Round, workspace: string): Promise<void> {
  const { tally } = round
  const { status, stderr, stdout } = await round.atelier(workspace, ['runs'])
  if (!tally.expect(status === 0, `An old workspace does not open after a migration was killed: ${stderr.trim()}`))
    return
  tally.expect(stdout.includes(run), 'The run of an old workspace is not listed after a migration was killed.')
  for (let epoch = 1; epoch <= epochs; epoch++)
    round
      .ledger(workspace)
      .epochs.push({ run, epoch, step: epoch * stepsPerEpoch, losses: [epoch + 0.25, epoch + 0.5] })
  audit(workspace, round.ledger(workspace), tally, { when: 'after a migration was killed' })
  const [{ steps } = { steps: 0 }] = Records.read(workspace, records =>
    records.rows('SELECT count(*) AS steps FROM steps WHERE run = ?', run)
  )
  tally.expect(
    Number(steps) === epochs * stepsPerEpoch,
    `${String(steps)} of ${epochs * stepsPerEpoch} steps are there after a migration was killed.`
  )
  round.canaries.check(tally, 'after a migration was killed')
}

/** A workspace as the first form had it: one run of many steps, its sheets and checkpoints. */
async function oldWorkspace(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const database = openDatabase(join(folder, 'atelier.db'), migrations.slice(0, 1))
  const put = (table: string, values: unknown[]): void => {
    database.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?').join(', ')})`).run(...values)
  }
  const file = (name: string, text: string): { name: string; sha256: string; bytes: number } => {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return { name, sha256: createHash('sha256').update(text).digest('hex'), bytes: text.length }
  }
  const framing = JSON.stringify({ size: 28, channels: 1, fit: 'cover', position: 'centre' })
  const config = {
    settings: { batchSize: 8 },
    epochs,
    stepsPerEpoch,
    image: [28, 28, 1],
    latent: 64,
    sampleCount: 16,
    framing: JSON.parse(framing) as unknown
  }
  database.transaction(() => {
    put('datasets', [dataset, 'Clothes', 'builtin', 'fashion-mini', '[]', 28, 28, 1, framing, null, 1])
    const cache = file(`datasets/${dataset}/cache.bin`, 'packed')
    put('caches', [dataset, framing, cache.name, cache.bytes])
    put('runs', [
      run,
      'Old',
      'dcgan-28',
      dataset,
      'Clothes',
      JSON.stringify(config),
      1,
      'finished',
      null,
      epochs,
      epochs * stepsPerEpoch,
      1,
      1,
      'TensorFlow',
      9,
      null,
      null,
      1,
      1,
      null
    ])
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const step = epoch * stepsPerEpoch
      put('epochs', [run, epoch, step, epoch + 0.25, epoch + 0.5, 1, 1000])
      put('samples', [
        run,
        epoch,
        file(`runs/${run}/samples/epoch-${epoch}.png`, `sheet ${epoch}`).name,
        28,
        28,
        4,
        4,
        16
      ])
      const { name, sha256, bytes } = file(`runs/${run}/checkpoints/step-${step}.safetensors`, `weights ${epoch}`)
      put('checkpoints', [run, step, epoch, name, sha256, bytes])
      for (let i = step - stepsPerEpoch + 1; i <= step; i++) put('steps', [run, i, i / 8, i / 4])
    }
  })()
  database.close()
  rmSync(join(folder, 'atelier.db-wal'), { force: true })
}
