/** kill −9 in the middle of an import. */
import { defineKind } from '../kind'
import { kill } from '../tools/crew'
import { moment } from '../tools/moment'
import { pictureFolder } from '../tools/pictures'

const count = 400

export default defineKind({
  id: 'kill-import',
  title: 'kill −9 in an import',
  seconds: 12,
  share: 1.5,
  async round(round) {
    const { tally } = round
    const workspace = await round.newWorkspace()
    const pictures = await pictureFolder(round, count)
    for (let kills = 3; kills > 0; kills--) {
      const importing = round.start(workspace, ['import', pictures, '--name', `Number ${kills}`])
      await moment(round, workspace, 1800, importing.ended)
      kill(importing.pid, 'SIGKILL')
      const { signal } = await importing.ended
      if (signal !== 'SIGKILL') continue
      tally.add({ faults: 1 })
      await round.noOrphans(15_000, 'after an import was killed')
      await round.reopen(workspace, { when: 'after an import was killed' })
    }
    const { status, stdout, stderr } = await round.atelier(workspace, ['import', pictures])
    tally.expect(
      status === 0 && JSON.parse(stdout || '{}').imageCount === count,
      `The import does not work after others were killed: ${stderr.trim() || stdout.slice(0, 200)}`
    )
    await round.reopen(workspace, { when: 'after imports were killed' })
  }
})
