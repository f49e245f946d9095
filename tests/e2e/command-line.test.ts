/** The command line from the clone, on real folders: its JSON lines, its exit status, its pictures to the pixel. */
import { readdir, writeFile } from 'node:fs/promises'
import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { atelier, type Ended, jsonLines } from './support/command-line'
import { damagedFile, writePictures } from './support/pictures'
import { losses } from './support/records'
import { removeFolder, temporaryFolder } from './support/studio'

const small = ['--model', 'dcgan-28', '--set', 'width=8', '--set', 'batchSize=8', '--set', 'samples=4']
const id = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
const number = expect.any(Number)

describe('the command line', () => {
  let folder = ''
  let pictures = ''
  let run = ''

  beforeAll(async () => {
    folder = await temporaryFolder()
    pictures = await writePictures(join(folder, 'clothes'), 96, { damaged: true })
  })
  afterAll(() => removeFolder(folder))

  const call = (...words: string[]) => atelier(['--workspace', join(folder, 'workspace'), '--json', ...words])

  test('trains on a folder of PNGs and prints one JSON line for each thing that happens', async () => {
    const ended = await call('train', pictures, ...small, '--epochs', '3', '--seed', '11')
    expect(ended.stderr).not.toMatch(/rror/)
    expect(ended.status).toBe(0)
    const lines = jsonLines(ended) as Record<string, unknown>[]
    const epoch = (n: number) => ({
      event: 'epoch',
      epoch: n,
      step: n * 12,
      discriminatorLoss: number,
      generatorLoss: number,
      measures: { accuracy: number, realScore: number, fakeScore: number },
      seconds: number,
      stepsPerSecond: number
    })
    run = String(lines[0]?.run)
    expect(lines).toEqual([{ event: 'run', run: id }, epoch(1), epoch(2), epoch(3), { event: 'done', run, epochs: 3 }])
    for (const line of lines.slice(1, -1))
      for (const key of ['discriminatorLoss', 'generatorLoss', 'seconds', 'stepsPerSecond'])
        expect(line[key], key).toBeGreaterThan(0)
    const columns = losses(join(folder, 'workspace'), run)
    expect(columns.step).toEqual(Array.from({ length: 36 }, (_, i) => i + 1))
  })

  test('lists what it trained, whole; and the file that could not be read', async () => {
    const [shown] = jsonLines(await call('runs', 'latest'))
    expect(shown).toMatchObject({
      id: run,
      status: 'finished',
      model: 'dcgan-28',
      seed: 11,
      epoch: 3,
      epochs: 3,
      step: 36,
      sampled: [1, 2, 3],
      checkpoints: [1, 2, 3],
      settings: { width: 8, batchSize: 8, samples: 4, epochs: 3, channels: 'grey' }
    })
    const [doctor] = jsonLines(await call('import', pictures))
    expect(doctor).toMatchObject({
      imageCount: 96,
      unreadableCount: 1,
      labels: ['first', 'second'],
      issues: [
        { path: `first/${damagedFile}`, kind: 'unreadable', reason: expect.stringMatching(/^The file is damaged/) }
      ]
    })
  })

  test('the same seed trains the same, another one does not', async () => {
    const again = async (seed: string) => {
      const [first] = jsonLines(await call('train', pictures, ...small, '--epochs', '1', '--seed', seed)) as {
        run: string
      }[]
      return losses(join(folder, 'workspace'), first?.run ?? '')
    }
    const first = losses(join(folder, 'workspace'), run)
    const same = await again('11')
    expect(same.step).toHaveLength(12)
    expect(same.losses).toEqual(first.losses.map(column => column.slice(0, 12)))
    expect((await again('12')).losses).not.toEqual(same.losses)
  })

  test('Ctrl-C in the middle saves a checkpoint and exits with 130; resume goes on to the end', async () => {
    let epochs = 0
    let id = ''
    const running = atelier(
      [
        '--workspace',
        join(folder, 'workspace'),
        '--json',
        'train',
        pictures,
        ...small,
        '--epochs',
        '400',
        '--seed',
        '3'
      ],
      line => {
        const event = JSON.parse(line) as { event: string; run?: string }
        if (event.event === 'run') id = event.run ?? ''
        if (event.event === 'epoch' && ++epochs === 2) running.interrupt()
      }
    )
    const stopped = await running
    expect(stopped.status).toBe(130)
    const last = jsonLines(stopped).at(-1) as { event: string; run: string; epoch: number; step: number }
    expect(last).toMatchObject({ event: 'stopped', run: id })
    expect(last.step).toBeGreaterThanOrEqual(24)
    const { checkpoints } = (jsonLines(await call('runs', id)) as { checkpoints: number[] }[])[0] ?? {}
    expect(checkpoints).toContain(last.epoch)
    expect(await readdir(join(folder, 'workspace', 'runs', id, 'checkpoints'))).not.toHaveLength(0)

    const total = last.epoch + 2
    const resumed = await call('resume', id, '--epochs', String(total))
    expect(resumed.status).toBe(0)
    const lines = jsonLines(resumed)
    expect(lines[0]).toEqual({ event: 'run', run: id })
    expect(lines.at(-1)).toEqual({ event: 'done', run: id, epochs: total })
    expect(lines.slice(1, -1)).toMatchObject(
      [last.epoch + 1, total].map(epoch => ({ event: 'epoch', epoch, step: epoch * 12 }))
    )
    // No step was trained twice, none left out.
    expect(losses(join(folder, 'workspace'), id).step).toEqual(Array.from({ length: total * 12 }, (_, i) => i + 1))
  })

  test('sheets are near square, in exact pixels, unused places black; with a gap where one is asked for', async () => {
    const file = (name: string) => join(folder, name)
    const [said] = jsonLines(await call('sample', run, '--count', '7', '--seed', '5', '-o', file('seven.png')))
    expect(said).toMatchObject({
      file: file('seven.png'),
      run,
      seed: 5,
      columns: 3,
      rows: 3,
      count: 7,
      tileWidth: 28,
      tileHeight: 28
    })
    expect(
      (await call('export', 'png', run, '--count', '7', '--seed', '5', '--gap', '3', '-o', file('gap.png'))).status
    ).toBe(0)

    const seven = await grey(file('seven.png')),
      gap = await grey(file('gap.png'))
    expect([seven.width, seven.height]).toEqual([3 * 28, 3 * 28])
    expect([gap.width, gap.height]).toEqual([3 * 28 + 2 * 3, 3 * 28 + 2 * 3])
    const tiles = Array.from({ length: 9 }, (_, i) => cut(seven, (i % 3) * 28, Math.floor(i / 3) * 28))
    expect(tiles.slice(0, 7).every(tile => Math.max(...tile) > 0)).toBe(true)
    expect(new Set(tiles.slice(0, 7).map(tile => tile.join())).size).toBe(7)
    for (const unused of tiles.slice(7)) expect(Math.max(...unused)).toBe(0)
    for (const [i, tile] of tiles.entries())
      expect(cut(gap, (i % 3) * 31, Math.floor(i / 3) * 31), `tile ${i}`).toEqual(tile)
    for (let x = 0; x < gap.width; x++) for (const y of [28, 29, 30, 59, 60, 61]) expect(gap.at(x, y)).toBe(0)
  })

  test('the GIF has a frame for every epoch', async () => {
    const file = join(folder, 'film.gif')
    const [said] = jsonLines(await call('export', 'gif', run, '--fps', '5', '--scale', '1', '--hold', '1', '-o', file))
    expect(said).toMatchObject({ file, frames: 3, width: 56, height: 56 })
    expect(await sharp(file, { animated: true }).metadata()).toMatchObject({
      format: 'gif',
      pages: 3,
      pageHeight: 56,
      delay: [200, 200, 1000]
    })
  })

  test('wrong words: a sentence, and exit status 2', async () => {
    const wrong: [string[], RegExp][] = [
      [['train'], /missing required argument/],
      [['train', pictures, '--epochs', 'many'], /whole number/],
      [['train', pictures, '--model', 'dcgan-29'], /dcgan-28/],
      [
        ['train', pictures, '--model', 'dcgan-28', '--set', 'width=1'],
        /Width \(width\) must be a whole number from 4 to 256/
      ],
      [['frobnicate'], /unknown command/],
      [['sample', 'latest'], /--output/]
    ]
    for (const [words, sentence] of wrong) {
      const { status, stderr, stdout } = await call(...words)
      expect({ words, status }).toEqual({ words, status: 2 })
      expect(stderr).toMatch(sentence)
      expect(JSON.parse(stdout)).toMatchObject({
        event: 'error',
        code: 'bad-input',
        message: expect.stringMatching(sentence)
      })
    }
  })

  test('what cannot be trained on: the error event, its sentence, and exit status 1', async () => {
    const empty = join(folder, 'empty'),
      texts = join(folder, 'texts'),
      file = join(folder, 'notes.txt')
    mkdirSync(empty)
    mkdirSync(texts)
    await writeFile(join(texts, 'notes.txt'), 'no picture')
    await writeFile(file, 'no picture')
    const hopeless: [string, string][] = [
      [empty, 'no-pictures'],
      [texts, 'no-pictures'],
      [join(folder, 'missing'), 'not-found'],
      [file, 'not-readable']
    ]
    for (const [path, code] of hopeless) {
      const ended: Ended = await call('train', path)
      expect({ path, status: ended.status }).toEqual({ path, status: 1 })
      const lines = jsonLines(ended) as { event: string; code: string; message: string }[]
      expect(lines).toEqual([{ event: 'error', code, message: expect.stringContaining(basename(path)) }])
      expect(ended.stderr.trim()).toBe(lines[0]?.message)
    }
  })
})

interface Grey {
  width: number
  height: number
  at: (x: number, y: number) => number
}

async function grey(file: string): Promise<Grey> {
  const { data, info } = await sharp(file).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, at: (x, y) => data[(y * info.width + x) * info.channels] ?? NaN }
}

const cut = (sheet: Grey, left: number, top: number): number[] =>
  Array.from({ length: 28 * 28 }, (_, i) => sheet.at(left + (i % 28), top + Math.floor(i / 28)))
