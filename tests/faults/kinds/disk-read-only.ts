/**
 * A workspace on a disk that is read-only: it is looked at as ever, and what would be written is refused in plain
 * words.
 */
import { join } from 'node:path'
import { defineKind } from '../kind'
import { pointRun } from '../tools/finished'
import { smallDisk } from '../tools/mounts'
import { smallRecipe, trainWords } from '../tools/trainings'
import { pause, within } from '../tools/wait'
import { rawWord } from '../tools/words'
import { finish } from './kill-command-line'

export default defineKind({
  id: 'disk-read-only',
  title: 'a disk that is read-only',
  seconds: 20,
  needsRoot: true,
  async round(round) {
    const { random, tally } = round
    const disk = smallDisk(round, 64)
    const workspace = join(disk.folder, 'atelier')
    await round.atelier(workspace, ['runs'])
    round.canaries.plantAround(workspace)
    const recipe = smallRecipe(random, 6)
    const trained = round.start(workspace, trainWords(recipe))
    await within(60_000, () => !trained.running() || trained.events().some(({ event }) => event === 'epoch'))
    // Ended in order, or not: then a log is left that only somebody who may write can take in.
    trained.signal(random.pick(['SIGINT', 'SIGKILL']))
    await trained.ended
    await round.noOrphans(20_000, 'after a training was ended')
    await pause(100)
    const run = String(trained.events()[0]?.run)
    disk.readOnly(true)
    tally.add({ faults: 1 })
    for (const [words, works] of [
      [['runs'], true],
      [['runs', run], true],
      [['sample', run, '-o', round.path('sheet.png')], true],
      [['export', 'gif', run, '-o', round.path('film.gif')], true],
      [trainWords(pointRun), false],
      [['resume', run], false]
    ] as const) {
      const { status, stderr } = await round.atelier(workspace, words)
      if (works)
        tally.expect(
          status === 0,
          `On a read-only disk “${words.slice(0, 2).join(' ')}” does not work: ${stderr.trim()}`
        )
      else
        tally.expect(
          status === 1 && /\.\s*$/.test(stderr.trim()),
          `On a read-only disk “${words[0]}” ends with status ${status}: ${stderr.trim()}`
        )
    }
    try {
      const studio = await round.serve(workspace)
      const runs = await studio.window.request('listRuns', {})
      tally.expect(
        runs.some(({ id }) => id === run),
        'A studio on a read-only disk does not list the run.'
      )
      const refusal = await studio.window.request('renameRun', { run, name: 'Another' }).then(
        () => 'nothing: it was taken',
        (error: unknown) => (error instanceof Error ? error.message : String(error))
      )
      tally.expect(
        !rawWord(refusal) && !/could not answer|nothing/.test(refusal),
        `On a read-only disk a new name is refused with: ${refusal}`
      )
      studio.process.signal('SIGTERM')
      tally.expect(await within(30_000, () => !studio.process.running()), 'A studio on a read-only disk does not end.')
    } catch (error) {
      tally.find(
        `A studio does not open on a read-only disk: ${error instanceof Error ? error.message : String(error)}`
      )
    }
    disk.readOnly(false)
    await round.reopen(workspace, { when: 'after the disk was read-only' })
    await finish(round, workspace, run, recipe)
  }
})
