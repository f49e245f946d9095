/** Where the command line writes to: links, modes and pipes are left as they are. */
import { execFileSync } from 'node:child_process'
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { write } from '../../src/main/cli/exports'
import { temporaryFolder } from '../store/fixtures'

const bytes = new TextEncoder().encode('a picture')

test.skipIf(process.platform === 'win32')('a link stays a link, and the file it leads to keeps its mode', async () => {
  const folder = temporaryFolder()
  const [file, link] = [join(folder, 'real.png'), join(folder, 'link.png')]
  writeFileSync(file, 'before')
  chmodSync(file, 0o640)
  symlinkSync(file, link)
  expect(await write(link, bytes)).toBe(link)
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['a picture', 0o640])
  expect(readdirSync(folder).toSorted()).toEqual(['link.png', 'real.png'])
})

test.skipIf(process.platform === 'win32')('a pipe is written into, and stays one', async () => {
  const pipe = join(temporaryFolder(), 'pipe')
  execFileSync('mkfifo', [pipe])
  const [read] = await Promise.all([readFile(pipe, 'utf8'), write(pipe, bytes)])
  expect([read, lstatSync(pipe).isFIFO()]).toEqual(['a picture', true])
})
