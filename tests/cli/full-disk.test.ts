/** The command line on a disk that fills up and one that can only be read, with real processes. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rawWords } from '../lib/raw-words'
import { temporaryFolder } from '../store/fixtures'
import { fullMeans, readOnlyMeans, testDisk } from '../support/disks'
import { pictureFolder } from '../studio/fixtures'
import { until } from '../e2e/support/until'
import { buildCommandLine, start, type Started } from './built'

let built: Awaited<ReturnType<typeof buildCommandLine>>
beforeAll(async () => {
  built = await buildCommandLine()
}, 120_000)
afterAll(() => built.remove())

const epochs = (training: Started): number =>
  training
    .stdout()
    .split('\n')
    .filter(line => line.startsWith('epoch')).length

test.runIf(fullMeans === 'a full tmpfs')(
  'a disk that fills up under a training: one sentence, status 1; what there is can be looked at; with room it goes on',
  async () => {
    const disk = testDisk(32)
    const workspace = join(disk.folder, 'workspace')
    const atelier = (...words: string[]) => start(built.program, workspace, words).ended
    const training = start(
      built.program,
      workspace,
      [
        'train',
        await pictureFolder(12),
        '--model',
        'dcgan-28',
        '--name',
        'One',
        '--epochs',
        '4000',
        '--set',
        'batchSize=4',
        '--set',
        'samples=4'
      ],
      { stepMilliseconds: 10 }
    )
    await until('an epoch is trained', () => epochs(training) > 1)
    disk.fill()
    const { status, stderr } = await training.ended
    expect(status).toBe(1)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stderr).toMatch(/the disk is full/)
    expect(stderr).not.toMatch(rawWords)

    rmSync(join(workspace, 'atelier.reserve'), { force: true })
    disk.fill()
    const runs = await atelier('runs')
    expect([runs.status, runs.stdout]).toEqual([0, expect.stringMatching(/One +(failed|interrupted) /)])
    const sheet = join(temporaryFolder(), 'sheet.png')
    expect((await atelier('sample', 'One', '-o', sheet)).status).toBe(0)
    expect(readFileSync(sheet).subarray(1, 4).toString()).toBe('PNG')
    const resumed = await atelier('resume', 'One')
    expect(resumed.status).toBe(1)
    expect(resumed.stderr).toMatch(/the disk is full\. Free some space/)
    expect(resumed.stderr).not.toMatch(rawWords)

    disk.empty()
    const again = start(built.program, workspace, ['resume', 'One'], { stepMilliseconds: 1 })
    await until('an epoch is trained again', () => epochs(again) > 1)
    again.interrupt()
    expect((await again.ended).status).toBe(130)
  },
  180_000
)

test(
  `a read-only disk (${readOnlyMeans}): what can be read is read, and the rest refused, each in one ` + 'sentence',
  async () => {
    const disk = testDisk(32)
    const workspace = join(disk.folder, 'workspace')
    const atelier = (...words: string[]) => start(built.program, workspace, words).ended
    const pictures = await pictureFolder(12)
    expect(
      (
        await atelier(
          'train',
          pictures,
          '--model',
          'dcgan-28',
          '--name',
          'One',
          '--epochs',
          '2',
          '--set',
          'batchSize=4',
          '--set',
          'samples=4'
        )
      ).status
    ).toBe(0)
    disk.readOnly(true)
    const folder = temporaryFolder()
    for (const words of [
      ['runs'],
      ['runs', 'One'],
      ['sample', 'One', '-o', join(folder, 'sheet.png')],
      ['export', 'gif', 'One', '-o', join(folder, 'film.gif')]
    ]) {
      const { status, stderr } = await atelier(...words)
      expect([words, status]).toEqual([words, 0])
      expect(stderr.trim()).toMatch(
        /^Nothing can be written to the workspace’s database “.*”: .* Until then this workspace can only be looked at\.$/
      )
    }
    expect(existsSync(join(folder, 'film.gif'))).toBe(true)
    for (const words of [
      ['train', pictures, '--model', 'dcgan-28'],
      ['resume', 'One', '--epochs', '3'],
      ['import', 'gaussian-2d']
    ]) {
      const { status, stderr } = await atelier(...words)
      expect([words, status]).toEqual([words, 1])
      expect(stderr.trim().split('\n')).toHaveLength(1)
      expect(stderr).not.toMatch(rawWords)
    }
    disk.readOnly(false)
    expect((await atelier('resume', 'One', '--epochs', '3')).status).toBe(0)
  },
  180_000
)
