/** kill −9 while the bin is emptied. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineKind } from '../kind'
import { kill } from '../tools/crew'
import { finishedRuns } from '../tools/finished'
import { moment } from '../tools/moment'
import { Records } from '../tools/records'
import { pause } from '../tools/wait'

export default defineKind({
  id: 'kill-bin',
  title: 'kill −9 while the bin is emptied',
  seconds: 15,
  async round(round) {
    const { random, tally } = round
    const workspace = await finishedRuns(round, 4)
    const studio = await round.serve(workspace)
    const runs = await studio.window.request('listRuns', {})
    const binned = runs.filter(() => random.chance(0.6)).map(({ id }) => id)
    for (const run of binned) await studio.window.request('deleteRun', { run })
    const emptying = studio.window.request('emptyBin', {}).catch(() => undefined)
    if (random.chance(0.5)) await pause(random.between(0, 30))
    else await moment(round, workspace, 60, emptying)
    kill(studio.process.pid, 'SIGKILL')
    await studio.process.ended
    tally.add({ faults: 1 })
    await round.reopen(workspace, { when: 'after the studio was killed while it emptied the bin' })
    const known = Records.read(workspace, records => records.runs())
    for (const { id, name } of runs.filter(({ id }) => !binned.includes(id))) {
      tally.expect(
        known.some(run => run.id === id && !run.binned),
        `Run "${name}" was not in the bin, and is gone.`
      )
    }
    // What left the database leaves the disk too, in time.
    const again = await round.serve(workspace)
    await again.window.request('emptyBin', {})
    again.process.signal('SIGTERM')
    await again.process.ended
    await round.reopen(workspace, { when: 'after the bin was emptied again' })
    const behind = binned.filter(id => existsSync(join(workspace, 'runs', id)))
    tally.see('folders of deleted runs left in runs/', behind.length)
    tally.expect(behind.length === 0, `Folders of runs that were deleted for good stay behind: ${behind.join(', ')}`)
  }
})
