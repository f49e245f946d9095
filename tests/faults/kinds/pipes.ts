/** Pipes, sockets and devices under pictures' names; and workspaces where none can be. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { defineKind } from '../kind'
import { pictureFolder } from '../tools/pictures'
import type { Round } from '../round'
import { atMost, pause } from '../tools/wait'

const count = 20

/** Milliseconds: on a quiet machine a second. */
const patience = 20_000

export default defineKind({
  id: 'pipes',
  title: 'pipes and devices under pictures’ names',
  seconds: 20,
  share: 0.7,
  short: true,
  async round(round) {
    const { tally } = round
    const folder = round.path('odd')
    cpSync(await pictureFolder(round, count), folder, { recursive: true })
    execFileSync('mkfifo', [join(folder, 'pipe.png'), join(folder, 'left', 'other.jpg')])
    for (const device of ['zero', 'random', 'null', 'tty', 'ptmx'])
      if (existsSync(`/dev/${device}`)) symlinkSync(`/dev/${device}`, join(folder, `${device}.png`))
    symlinkSync('/proc/kmsg', join(folder, 'kmsg.png'))
    const workspace = await round.newWorkspace()
    const { status, stdout, stderr, hung } = await round.atelier(
      workspace,
      ['import', folder],
      patience * round.slowness
    )
    tally.add({ faults: 1 })
    const found = JSON.parse(stdout || '{}') as { imageCount?: number; issues?: { path: string; reason: string }[] }
    tally.expect(
      !hung && status === 0 && found.imageCount === count,
      `An import of pipes and devices ended with ${status}: ${stderr.trim()}`
    )
    const reason = found.issues?.find(({ path }) => path === 'pipe.png')?.reason
    tally.expect(reason === 'It is a pipe, not a file.', `A pipe is not named as one: ${reason}`)
    await served(round, workspace, folder)
    await nowhere(round)
    await round.reopen(workspace, { when: 'after pipes' })
  }
})

/** Five imports at once, some given up: the studio answers as ever. */
async function served(round: Round, workspace: string, folder: string): Promise<void> {
  const { tally } = round
  const studio = await round.serve(workspace)
  const jobs = Array.from({ length: 5 }, () => randomUUID())
  const imports = jobs.map(job =>
    studio.window.request('importFolder', { job, path: folder }, patience * round.slowness).then(
      () => 'imported',
      (error: Error) => error.message
    )
  )
  await pause(30)
  await studio.window.request('cancelJob', { job: jobs[0] ?? '' })
  const page = await atMost(
    patience * round.slowness,
    fetch(studio.url).then(
      ({ status }) => status,
      (error: Error) => error.message
    )
  )
  tally.expect(page === 200, `Beside five imports of pipes the page is answered with ${page ?? 'nothing'}.`)
  const outcomes = await Promise.all(imports)
  tally.expect(
    outcomes.slice(1).every(outcome => outcome === 'imported'),
    `Five imports of pipes ended with: ${outcomes.join('; ')}`
  )
  tally.add({ faults: 5 })
  studio.process.signal('SIGTERM')
  tally.expect((await atMost(60_000, studio.process.ended)) !== null, 'A studio does not end after imports of pipes.')
}

/** Where nothing can be made: one sentence, status 1, at once. */
async function nowhere(round: Round): Promise<void> {
  for (const place of ['/proc/x', '/proc/self/x/y', '/dev/null/x', '/sys/x']) {
    const { status, stderr, hung } = await round.finish(
      round.start(place, ['runs']),
      `runs in ${place}`,
      patience * round.slowness
    )
    round.tally.add({ faults: 1 })
    round.tally.expect(
      !hung && status === 1 && stderr.includes(place),
      `A workspace at ${place} ends with ${status}: ${stderr.trim()}`
    )
  }
}
