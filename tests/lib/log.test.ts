import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { logConsole, logFolder, logName, logNames, openLog } from '../../src/main/lib/log'
import { temporaryFolder } from '../store/fixtures'

const textOf = (workspace: string, name = logName): string => readFileSync(join(logFolder(workspace), name), 'utf8')

it('writes a line with its time and level, for its owner alone', () => {
  const workspace = temporaryFolder()
  const log = openLog(workspace)
  log.info('opened')
  log.error('failed:', new Error('no such thing'))
  expect(textOf(workspace)).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} info opened\n/)
  expect(textOf(workspace)).toMatch(/ error failed: Error: no such thing\n\s+at /)
  if (process.platform !== 'win32') expect(statSync(join(logFolder(workspace), logName)).mode & 0o777).toBe(0o600)
})

it('keeps at most five files of about a megabyte, the newest lines in the first', () => {
  const workspace = temporaryFolder()
  const log = openLog(workspace)
  const long = 'x'.repeat(20_000)
  for (let i = 0; i < 400; i++) log.info(`${i} ${long}`)
  log.info('the last')
  const files = readdirSync(logFolder(workspace))
  expect(files.toSorted()).toEqual(logNames.toSorted())
  for (const file of files) expect(statSync(join(logFolder(workspace), file)).size).toBeLessThan(1.1 * 2 ** 20)
  expect(textOf(workspace).trimEnd().endsWith('the last')).toBe(true)
  expect(textOf(workspace, logNames[1])).toContain(' info ')
})

it('takes up what goes to the terminal as an error, until it is told to stop', () => {
  const workspace = temporaryFolder()
  const said: unknown[] = []
  const { error } = console
  console.error = (...words: unknown[]) => {
    said.push(words.join(' '))
  }
  try {
    const stop = logConsole(openLog(workspace))
    console.error('request failed:', new Error('boom'))
    stop()
    console.error('afterwards')
  } finally {
    console.error = error
  }
  expect(said).toEqual(['request failed: Error: boom', 'afterwards'])
  expect(textOf(workspace)).toContain('error request failed: Error: boom')
  expect(textOf(workspace)).not.toContain('afterwards')
})

it('loses its lines, and nothing else, where it cannot write', () => {
  expect(() => openLog(join('/proc', 'atelier')).info('lost')).not.toThrow()
  expect(existsSync(join('/proc', 'atelier'))).toBe(false)
})
