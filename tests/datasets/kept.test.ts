/** What an import has packed is kept for the next one of the same folder: nothing is decoded twice. */
import { writeFileSync } from 'node:fs'
import { copyFile, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importImages, openSource, type ImportOptions, type ImportReport } from '../../src/main/datasets'
import type { Framing, Pairing } from '../../src/shared/domain'
import { writeBmp } from './bmp'
import { counting } from './decoder'
import { fill, halves, plain, temporaryFolder } from './folder'

const large: Framing = { size: 256, channels: 3, fit: 'cover', position: 'centre' }
const shade = (i: number) => plain(16, 16, { r: (i * 37) % 256, g: (i * 91) % 256, b: i % 256 })
const shades = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.png`, shade(i)]))
/** Files that were just written may change within one tick of the clock: they are looked at after it. */
const aTickLater = () => new Promise(next => setTimeout(next, 50))

/** One that imports a folder over and over, each time into another dataset. */
async function importer(folder: string, options: ImportOptions = { framing: large }) {
  const out = await temporaryFolder()
  const kept = join(out, 'kept')
  let times = 0
  return {
    kept,
    run: async (more: ImportOptions = {}): Promise<ImportReport & { decoded: string[] }> => {
      await aTickLater()
      const [by, cache] = [counting(), join(out, `dataset-${times++}`)]
      const report = await importImages(
        openSource('folder', folder),
        by,
        ({ size, channels }) => join(cache, `${size}-${channels}.u8`),
        { ...options, kept, ...more }
      )
      return { ...report, decoded: by.files.sort() }
    }
  }
}

/** All that a report says but where its file lies. */
const said = ({ cache: _, decoded: __, ...report }: ImportReport & { decoded: string[] }) => report

/** Stops an import after so many pictures. @returns what it says */
async function cancelled(run: (more: ImportOptions) => Promise<unknown>, after: number): Promise<string> {
  const stop = new AbortController()
  // Of no total while the folder is still looked through.
  const progress = ({ done, total }: { done: number; total: number | null }) => {
    if (total !== null && done >= after) stop.abort()
  }
  return run({ signal: stop.signal, progress }).then(
    () => 'It came to its end.',
    (error: Error) => error.message
  )
}

test('cancelled at any point, what was packed is kept: the next import goes on, and comes to the same', async () => {
  const folder = await temporaryFolder()
  await fill(folder, { ...shades(60), 'copy.png': shade(3), 'broken.png': 'x' })
  const fresh = await (await importer(folder)).run()
  const { run, kept } = await importer(folder)
  expect(await cancelled(run, 10)).toMatch(
    /^Cancelled\. \d+ pictures that were read are kept: import “.*” again to go on/
  )
  expect(await cancelled(run, 40)).toMatch(/^Cancelled\. \d+ pictures/)
  const { decoded, ...report } = await run()
  expect(said({ ...report, decoded })).toEqual(said(fresh))
  // The broken one counts when it is asked for; those that were read are not among them.
  expect(decoded).not.toContain('0.png')
  expect(decoded.length).toBeLessThanOrEqual(62 - 39)
  expect(await readFile(report.cache)).toEqual(await readFile(fresh.cache))
  // Only what the next import needs stays: a journal; the pixels are the dataset's.
  expect(await readdir(kept)).toEqual([expect.stringMatching(/\.jsonl$/)])
})

test('only what is new or changed is decoded, and what is gone is gone', async () => {
  const folder = await temporaryFolder()
  await fill(folder, shades(40))
  const { run, kept } = await importer(folder)
  expect((await run()).decoded).toHaveLength(40)
  expect((await run()).decoded).toEqual([])
  await fill(folder, { '7.png': shade(200), 'new.png': shade(201) })
  await rm(join(folder, '0.png'))
  const changed = await run()
  expect(changed.decoded).toEqual(['7.png', 'new.png'])
  expect(changed.images.map(({ path }) => path)).not.toContain('0.png')
  const fresh = await (await importer(folder)).run()
  expect(said(changed)).toEqual(said(fresh))
  expect(await readdir(kept)).toHaveLength(1)
})

test('a file of the same size and time with other content is seen to be another', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'a.bmp'), bitmap(10))
  await writeFile(join(folder, 'b.bmp'), bitmap(20))
  const { run } = await importer(folder)
  await run()
  const { atime, mtime, size } = await stat(join(folder, 'a.bmp'))
  await writeFile(join(folder, 'a.bmp'), bitmap(99))
  await utimes(join(folder, 'a.bmp'), atime, mtime)
  expect((await stat(join(folder, 'a.bmp'))).size).toBe(size)
  const again = await run()
  expect(again.decoded).toEqual(['a.bmp'])
  expect((await readFile(again.cache))[0]).toBe(99)
})

test('without a framing it is chosen as before, of pictures that are not decoded again', async () => {
  const folder = await temporaryFolder()
  await fill(folder, Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}.png`, halves(64, 64, [i, 0, 9])])))
  const { run } = await importer(folder, {})
  const first = await run()
  expect(first.framing).toMatchObject({ size: 64, channels: 3 })
  const second = await run()
  expect([second.decoded, said(second)]).toEqual([[], said(first)])
})

test('a file that changes while it is read is read again by the next import', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'a.bmp'), bitmap(10))
  await writeFile(join(folder, 'b.bmp'), bitmap(20))
  const { run } = await importer(folder)
  // It was decoded as it was; the import is at its end when it changes.
  await run({
    progress: ({ done, total }) => {
      if (total === 2 && done === 2) writeFileSync(join(folder, 'a.bmp'), bitmap(99))
    }
  })
  const again = await run()
  expect(again.decoded).toEqual(['a.bmp'])
  expect((await readFile(again.cache))[0]).toBe(99)
})

test('pairs are kept by how they are paired', async () => {
  const folder = await temporaryFolder()
  const sides = (i: number) => halves(32, 16, [i, 0, 0], [0, i, 0])
  await fill(folder, Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`${i}.png`, sides(10 * i)])))
  const { run } = await importer(folder)
  const pairs = (input: 'left' | 'right'): { pairs: Pairing } => ({ pairs: { how: 'halves', input } })
  const left = await run(pairs('left'))
  expect((await run(pairs('left'))).decoded).toEqual([])
  const right = await run(pairs('right'))
  expect(right.decoded).toHaveLength(24)
  expect(await readFile(right.cache)).not.toEqual(await readFile(left.cache))
})

test('what is kept is checked: other bytes, a torn line and no journal at all only mean decoding again', async () => {
  const folder = await temporaryFolder()
  await fill(folder, shades(30))
  const { run, kept } = await importer(folder)
  expect(await cancelled(run, 25)).toMatch(/^Cancelled\. \d+ pictures/)
  const names = (await readdir(kept)).sort()
  expect(names).toEqual([expect.stringMatching(/\.jsonl$/), expect.stringMatching(/\.packed$/)])
  const [journal, packed] = names.map(name => join(kept, name)) as [string, string]
  const pixels = await readFile(packed)
  pixels.writeUInt8(255 - pixels.readUInt8(3 * 256 * 256 * 3 + 5), 3 * 256 * 256 * 3 + 5)
  await writeFile(packed, pixels)
  await writeFile(journal, (await readFile(journal)).subarray(0, -20))
  // One that is no journal is in nobody's way.
  await copyFile(packed, join(kept, 'odd.jsonl'))
  const again = await run()
  expect(again.decoded).toContain('3.png')
  expect(again.decoded).not.toContain('2.png')
  const fresh = await (await importer(folder)).run()
  expect(said(again)).toEqual(said(fresh))
})

test('where the dataset of an earlier import was deleted, all is decoded again', async () => {
  const folder = await temporaryFolder()
  await fill(folder, shades(9))
  const { run, kept } = await importer(folder)
  await rm((await run()).cache)
  expect((await run()).decoded).toHaveLength(9)
  expect(await readdir(kept)).toHaveLength(1)
})

/** A bitmap of one grey, whose size does not depend on it. */
function bitmap(level: number): Buffer {
  const pixels = Array.from({ length: 256 }, (): [number, number, number] => [level, level, level])
  return writeBmp({ bits: 24, width: 16, height: 16, pixels })
}
