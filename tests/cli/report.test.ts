/** `import FOLDER`: the report on what was found, in words and as JSON. */
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fill, plain, temporaryFolder } from '../datasets/folder'
import { temporaryFolder as emptyFolder } from '../store/fixtures'
import { buildCommandLine, start } from './built'

let built: Awaited<ReturnType<typeof buildCommandLine>>
beforeAll(async () => {
  built = await buildCommandLine()
})
afterAll(() => built.remove())

test('import reports counts of everything and names odd files up to a bound; --all names the rest', async () => {
  const [workspace, folder] = [emptyFolder(), await temporaryFolder()]
  const run = (...words: string[]) => start(built.program, workspace, ['import', folder, ...words]).ended
  const turned = await sharp({ create: { width: 70, height: 65, channels: 3, background: { r: 9, g: 99, b: 9 } } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  await fill(folder, {
    ...Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`${i}.png`, plain(80 + i, 80, { r: i, g: 90, b: 3 })])),
    ...Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`empty ${i}.png`, ''])),
    'turned.jpg': turned
  })
  const { report } = JSON.parse((await run('--json')).stdout)
  expect(report.survey.formats).toEqual([
    { name: 'PNG', count: 30 },
    { name: 'JPEG', count: 1 }
  ])
  expect(report.survey.sizes.slice(-1)).toEqual([{ name: '19 other sizes', count: 19 }])
  expect(
    report.findings.map(({ kind, count, first }: { kind: string; count: number; first: unknown[] }) => [
      kind,
      count,
      first.length
    ])
  ).toEqual([
    ['empty', 25, 20],
    ['turned', 1, 1]
  ])
  const { stdout } = await run()
  expect(stdout).toContain('Formats  PNG: 30, JPEG: 1\n')
  expect(stdout).toContain('Empty: 25 files. Left out.\n  empty 0.png: The file is empty (0 bytes).\n')
  expect(stdout).toContain('  … and 20 more (--all names them).\nTurned by EXIF: 1 file. Set upright.\n  turned.jpg\n')
  const all = JSON.parse((await run('--json', '--all')).stdout).report
  expect(all.findings[0].first.map(({ path }: { path: string }) => path)).toEqual(
    Array.from({ length: 25 }, (_, i) => `empty ${i}.png`)
  )
})
