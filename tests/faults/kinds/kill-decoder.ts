/** kill −9 of the process that decodes pictures, in the middle of an import. */
import { defineKind } from '../kind'
import { kill } from '../tools/crew'
import { pictureFolder } from '../tools/pictures'
import { pause, within } from '../tools/wait'

const count = 400

export default defineKind({
  id: 'kill-decoder',
  title: 'kill −9 of the decoder in an import',
  seconds: 12,
  share: 0.7,
  short: true,
  async round(round) {
    const { random, tally } = round
    const workspace = await round.newWorkspace()
    const pictures = await pictureFolder(round, count)
    const importing = round.start(workspace, ['import', pictures])
    const decoder = () => round.crew.members().find(({ command }) => command.includes('decoder.js'))
    let kills = 0
    const wanted = round.short ? 2 : 4
    while (
      kills < wanted &&
      (await within(20_000, () => decoder() !== undefined || !importing.running(), 5)) &&
      importing.running()
    ) {
      await pause(random.whole(0, 250))
      if (kill(decoder()?.pid ?? -1, 'SIGKILL')) kills++
      await pause(50)
    }
    const { status, stdout, stderr } = await round.finish(importing, 'import')
    tally.add({ faults: kills })
    tally.see('kills of the decoder', kills)
    const found = JSON.parse(stdout || '{}') as { imageCount?: number; unreadableCount?: number }
    const read = found.imageCount ?? 0
    tally.expect(
      status === 0 && read + (found.unreadableCount ?? 0) === count && read >= count - kills,
      `An import whose decoder was killed ${kills} times ended with ${status} and read ${read} ` +
        `of ${count}: ${stderr.trim()}`
    )
    await round.noOrphans(15_000, 'after a decoder was killed')
    await round.reopen(workspace, { when: 'after a decoder was killed' })
  }
})
