/** The built decoder and what is made to harm it. */
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { openDecoder } from '../../datasets/decoder'
import { fill, halves, plain } from '../../datasets/folder'
import { make } from '../../faults/tools/bombs'
import { temporaryFolder } from '../../store/fixtures'
import { openBench } from '../fixtures'
import { children, onlyChild, peakOf, secondsOf } from './children'

const framing = { size: 64, channels: 3, fit: 'cover', position: 'centre' } as const
const linux = process.platform === 'linux'

afterEach(() => {
  delete process.env.ATELIER_PICTURE_MEMORY
})

/** So many MB for pictures. */
function decoderOf(megabytes: number) {
  process.env.ATELIER_PICTURE_MEMORY = String(megabytes)
  const decoder = openDecoder()
  onTestFinished(() => decoder.close())
  return decoder
}

describe('a picture that needs more memory than it may take is named, from its header', () => {
  test.each([
    [
      'AVIF',
      () => make('avif', 1500),
      /^It needs more memory than the 40 MB that one picture may take: about \d+ MB for 1,500 × 1,500 pixels of AVIF\. Save it smaller, or in another format\.$/
    ],
    ['interlaced PNG', () => make('interlaced-png', 4000), /about \d+ MB for 4,000 × 4,000 pixels of PNG/],
    ['progressive JPEG', () => make('progressive-jpeg', 4000), /pixels of JPEG/],
    ['BMP of runs', () => make('rle-bmp', 16_000), /about \d+ MB for 16,000 × 16,000 pixels of BMP/],
    ['a large file', () => Promise.resolve(Buffer.alloc(60e6)), /about 60 MB for the file alone/]
  ] as const)('%s', async (_, bytes, reason) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), await bytes())
    const decoder = decoderOf(40)
    await expect(decoder.decode({ file: join(folder, 'file') }, framing)).rejects.toMatchObject({
      name: 'UnreadablePicture',
      message: expect.stringMatching(reason)
    })
    expect(await decoder.decode({ bytes: await halves(9, 9).png().toBuffer() }, framing)).toMatchObject({ width: 9 })
  })
})

test.runIf(linux)('pictures of some size go one after another where memory is scarce, beside small ones', async () => {
  const folder = temporaryFolder()
  const large = await make('interlaced-png', 3000)
  for (let i = 0; i < 6; i++) writeFileSync(join(folder, `${i}.png`), large)
  writeFileSync(join(folder, 'small.png'), await halves(20, 10).png().toBuffer())
  const decoder = decoderOf(60)
  await decoder.decode({ file: join(folder, 'small.png') }, framing)
  const id = await onlyChild('decoder.js')
  const before = peakOf(id)
  const sizes = await Promise.all(
    [0, 1, 'small', 2, 3, 4, 5].map(name =>
      decoder.decode({ file: join(folder, `${name}.png`) }, framing).then(({ width }) => width)
    )
  )
  expect(sizes).toEqual([3000, 3000, 20, 3000, 3000, 3000, 3000])
  // Six side by side would be 180 MB.
  expect(peakOf(id) - before).toBeLessThan(140e6)
})

describe.runIf(linux)('what is no file under a picture’s name', () => {
  test('is named, and the others are read; cancelling, closing and the studio’s thread are not held up', async () => {
    const folder = temporaryFolder()
    await fill(
      folder,
      Object.fromEntries(
        Array.from({ length: 8 }, (_, i) => [`${i}.png`, plain(20 + i, 20, { r: 9 * i, g: 80, b: 3 })])
      )
    )
    execFileSync('mkfifo', [join(folder, 'pipe.png')])
    for (const device of ['zero', 'random', 'tty']) symlinkSync(`/dev/${device}`, join(folder, `${device}.png`))
    const { studio } = openBench()
    const datasets = await Promise.all(
      Array.from({ length: 5 }, () => studio.handlers.importFolder({ job: randomUUID(), path: folder }))
    )
    expect(datasets.map(({ imageCount }) => imageCount)).toEqual([8, 8, 8, 8, 8])
    const issues = await studio.handlers.datasetIssues({ dataset: datasets[0]?.id ?? '' })
    expect(issues.map(({ path, reason }) => [path, reason])).toEqual([
      ['pipe.png', 'It is a pipe, not a file.'],
      ['random.png', 'It is a device, not a file.'],
      ['tty.png', 'It is a device, not a file.'],
      ['zero.png', 'It is a device, not a file.']
    ])
  })
})

test.runIf(linux)('decoding is no work of the studio’s thread, and the decoder ends with the studio', async () => {
  const folder = temporaryFolder()
  for (let i = 0; i < 3; i++)
    writeFileSync(join(folder, `${i}.bmp`), Buffer.concat([await make('rle-bmp', 6000), Buffer.from([i])]))
  for (let i = 0; i < 3; i++) writeFileSync(join(folder, `${i}.png`), await make('interlaced-png', 2000 + i))
  const { studio } = openBench()
  const before = process.threadCpuUsage()
  expect((await studio.handlers.importFolder({ job: randomUUID(), path: folder })).imageCount).toBe(6)
  const here = process.threadCpuUsage(before)
  const id = await onlyChild('decoder.js')
  // Seconds of work for the decoder: whatever the machine, next to none of it is done here.
  expect((here.user + here.system) / 1e6).toBeLessThan(secondsOf(id) / 2)
  await studio.close()
  await expect.poll(() => children('decoder.js'), { timeout: 30_000 }).toEqual([])
})
