/**
 * Disks that fill up and can only be read, by whatever means this machine gives: a disk in memory of its own (as root),
 * a limit on the size of files (Linux, anybody), or permissions.
 */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmdirSync,
  rmSync,
  writeSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../store/fixtures'

export interface Disk {
  folder: string
  /** Not a byte more goes on it. */
  fill(): void
  empty(): void
  readOnly(so: boolean): void
}

const run = (program: string, ...words: string[]): boolean => {
  try {
    execFileSync(program, words, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const folder = mkdtempSync(join(tmpdir(), 'atelier-mount-'))
  const mounted = run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'atelier-test', folder)
  if (mounted) run('umount', '-l', folder)
  rmdirSync(folder)
  return mounted
}

/** Of this process; its own hard limit stays, so that the soft one can be lifted again. */
export const limitFiles = (bytes: string): boolean =>
  process.platform === 'linux' && run('prlimit', '--pid', String(process.pid), `--fsize=${bytes}:`)

const mounts = canMount()
export const limitsFiles = limitFiles('unlimited')
const limits = !mounts && limitsFiles
const heedsPermissions = process.getuid?.() !== 0

/** For the names of tests. */
export const fullMeans = mounts ? 'a full tmpfs' : limits ? 'a limit on the size of files' : 'permissions'
export const readOnlyMeans = mounts
  ? 'a tmpfs that is read-only'
  : heedsPermissions
    ? 'permissions'
    : 'a limit on the size of files'

export function testDisk(megabytes: number): Disk {
  return mounts ? mounted(megabytes) : poor()
}

function mounted(megabytes: number): Disk {
  const folder = join(temporaryFolder(), 'disk')
  mkdirSync(folder)
  if (!run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'atelier-test', folder))
    throw new Error('The disk could not be mounted.')
  onTestFinished(() => {
    run('umount', '-l', folder)
  })
  const filler = join(folder, 'filler')
  return {
    folder,
    fill: () => {
      fill(filler)
    },
    empty: () => {
      rmSync(filler, { force: true })
    },
    readOnly: so => {
      if (!run('mount', '-o', `remount,${so ? 'ro' : 'rw'}`, folder))
        throw new Error('The disk could not be mounted anew.')
    }
  }
}

function poor(): Disk {
  const folder = temporaryFolder()
  const limit = (so: boolean): void => {
    limitFiles(so ? '0' : 'unlimited')
  }
  const forbid = (so: boolean): void => {
    setModes(folder, so)
  }
  onTestFinished(() => {
    limit(false)
    forbid(false)
  })
  const full = limits ? limit : forbid
  return { folder, fill: () => full(true), empty: () => full(false), readOnly: heedsPermissions ? forbid : limit }
}

function setModes(folder: string, readOnly: boolean): void {
  if (!existsSync(folder)) return
  if (!readOnly) chmodSync(folder, 0o700)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) setModes(path, readOnly)
    else chmodSync(path, readOnly ? 0o400 : 0o600)
  }
  if (readOnly) chmodSync(folder, 0o500)
}

function fill(file: string): void {
  const handle = openSync(file, 'a')
  try {
    for (let size = 1 << 20; size >= 1;) {
      try {
        writeSync(handle, Buffer.alloc(size, 1))
      } catch {
        size = Math.floor(size / 16)
      }
    }
  } finally {
    closeSync(handle)
  }
}
