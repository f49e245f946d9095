/**
 * kill −9 in the middle of exports: what was there under that name stays whole, and what was answered as made is there.
 */
import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { defineKind } from '../kind'
import type { Round } from '../round'
import { kill } from '../tools/crew'
import { finishedRuns } from '../tools/finished'
import { moment } from '../tools/moment'
import { Records } from '../tools/records'

export default defineKind({
  id: 'kill-export',
  title: 'kill −9 in exports',
  seconds: 12,
  share: 1.5,
  async round(round) {
    const workspace = await finishedRuns(round)
    await ofCommandLine(round, workspace)
    await ofStudio(round, workspace)
  }
})

async function ofCommandLine(round: Round, workspace: string): Promise<void> {
  const { random, tally } = round
  const file = round.path('film.gif')
  const before = Buffer.from('What was there before.')
  const words = ['export', 'gif', 'latest', '--scale', '8', '-o', file]
  await round.atelier(workspace, words)
  const whole = readFileSync(file)
  writeFileSync(file, before)
  for (let kills = 3; kills > 0; kills--) {
    const exporting = round.start(workspace, words)
    await moment(round, random.chance(0.5) ? round.path() : workspace, 700, exporting.ended)
    kill(exporting.pid, 'SIGKILL')
    const { signal } = await exporting.ended
    if (signal === 'SIGKILL') tally.add({ faults: 1 })
    const now = existsSync(file) ? readFileSync(file) : null
    tally.expect(
      now !== null && (now.equals(before) || now.equals(whole)),
      `${file} is ${now === null ? 'gone' : 'neither what it was nor the new film'} after an export was killed.`
    )
  }
  await round.noOrphans(10_000, 'after an export was killed')
  tally.see(
    'half-written files left beside a target outside the workspace',
    readdirSync(round.path()).filter(name => /\.part(ial)?$/.test(name)).length
  )
  await round.reopen(workspace, { when: 'after exports were killed' })
}

async function ofStudio(round: Round, workspace: string): Promise<void> {
  const { tally } = round
  const studio = await round.serve(workspace)
  const [run] = await studio.window.request('listRuns', {})
  let made = 0
  const before = Records.read(workspace, records => records.rows('SELECT id FROM exports').length)
  const exporting = (async () => {
    while (studio.process.running()) {
      await studio.window.request('exportRun', {
        run: run?.id ?? '',
        job: randomUUID(),
        format: 'gif',
        options: { scale: 2, columns: 1, rows: 1 },
        keep: true
      })
      made++
    }
  })().catch(() => undefined)
  await moment(round, workspace, 1500)
  kill(studio.process.pid, 'SIGKILL')
  await exporting
  tally.add({ faults: 1 })
  await round.reopen(workspace, { when: 'after a studio was killed in an export' })
  const kept = Records.read(workspace, records => records.rows('SELECT id FROM exports').length) - before
  tally.see('exports made before the kill', made)
  tally.expect(kept >= made, `${made} exports were answered as made before the kill, and ${kept} are there.`)
}
