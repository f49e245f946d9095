import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { strFromU8, unzipSync } from 'fflate'
import { expect, it, onTestFinished } from 'vitest'
import { createStudio } from '../../../src/main/studio'
import { countCrashReports, crashFolder, keepCrashReports } from '../../../src/main/studio/diagnostics/crashes'
import { writeBundle } from '../../../src/main/studio/diagnostics/handlers'
import { temporaryFolder } from '../../store/fixtures'
import { pictureFolder, standIn } from '../fixtures'

it("has versions, engines, numbers and the log, and nobody's names or folders", async () => {
  process.env.ATELIER_TRAINER = standIn
  process.env.STAND_IN = JSON.stringify({ engines: { webgpu: 'there is no GPU' } })
  onTestFinished(() => void delete process.env.STAND_IN)
  const workspace = temporaryFolder()
  const studio = createStudio({ workspace, emit: () => undefined, host: { kind: 'browser' }, keepsLog: true })
  onTestFinished(() => studio.close())
  const folder = await pictureFolder()
  const dataset = await studio.handlers.importFolder({ job: randomUUID(), path: folder, name: 'Grandmother 1931' })
  console.error('a request failed in', folder)
  keepCrashReports(workspace)
  writeFileSync(join(crashFolder(workspace), 'report.1.json'), JSON.stringify({ cwd: folder }))

  const {
    files: [summary, ...none]
  } = await studio.handlers.diagnostics({ whole: false })
  expect(none).toEqual([])
  expect(summary?.text).toMatch(/^Atelier \d+\.\d+\.\d+ \(browser\), Node \d+/)
  expect(summary?.text).toMatch(/^Engine tensorflow/m)
  // Once, in one sentence.
  expect(summary?.text.match(/does not work here/gi)).toHaveLength(1)
  expect(summary?.text).toMatch(/^Engine webgpu: Does not work here\. .*no GPU/m)
  expect(summary?.text).toContain(`dataset ${dataset.id}: folder, 12 pictures, 0 unreadable`)

  const bundle = join(temporaryFolder(), 'bundle.zip')
  await writeBundle(bundle, (await studio.handlers.diagnostics({ whole: true })).files)
  const entries = Object.entries(unzipSync(readFileSync(bundle))).map(([name, bytes]) => ({
    name,
    text: strFromU8(bytes)
  }))
  expect(entries.map(({ name }) => name)).toEqual(['diagnostics.txt', 'atelier.log', 'report.1.json'])
  expect(entries[1]?.text).toContain('a request failed in <name')
  for (const { text } of entries) {
    for (const secret of ['Grandmother', folder, basename(workspace)]) expect(text).not.toContain(secret)
  }
})

it('keeps the newest ten crash reports', () => {
  const workspace = temporaryFolder()
  mkdirSync(crashFolder(workspace), { recursive: true })
  for (let i = 0; i < 14; i++) writeFileSync(join(crashFolder(workspace), `report.${i}.json`), '{}')
  const before = { ...process.report }
  onTestFinished(() => {
    Object.assign(process.report, {
      directory: '',
      reportOnFatalError: false,
      reportOnUncaughtException: before.reportOnUncaughtException
    })
  })
  keepCrashReports(workspace)
  expect(process.report.reportOnFatalError).toBe(true)
  expect(readDirectory(workspace)).toHaveLength(10)
})

it("keeps the newest ten of Chromium's dumps, and counts them", () => {
  const workspace = temporaryFolder()
  const folder = join(crashFolder(workspace), 'pending')
  mkdirSync(folder, { recursive: true })
  for (let i = 10; i < 24; i++)
    for (const end of ['dmp', 'meta']) {
      writeFileSync(join(folder, `${i}.${end}`), '')
      utimesSync(join(folder, `${i}.${end}`), i, i)
    }
  writeFileSync(join(crashFolder(workspace), 'settings.dat'), '')
  const before = { ...process.report }
  onTestFinished(() => {
    Object.assign(process.report, {
      directory: '',
      reportOnFatalError: false,
      reportOnUncaughtException: before.reportOnUncaughtException
    })
  })
  keepCrashReports(workspace)
  expect(readdirSync(folder)).toEqual(
    Array.from({ length: 10 }, (_, i) => i + 14).flatMap(i => [`${i}.dmp`, `${i}.meta`])
  )
  expect(countCrashReports(workspace)).toBe(10)
})

const readDirectory = (workspace: string): string[] => readdirSync(crashFolder(workspace))
