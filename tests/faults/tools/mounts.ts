/** Disks to be filled, made read-only and pulled out: mounts of this round alone. Needs the rights of root. */
import { execFileSync } from 'node:child_process'
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Round } from '../round'

const mount = (...words: string[]): void => {
  execFileSync('mount', words, { stdio: 'pipe' })
}

export interface Disk {
  folder: string
  /** Until not a byte more goes on it. */
  fill(): void
  /** Takes away what filled it. */
  empty(): void
  readOnly(so: boolean): void
}

/** A disk in memory. */
export function smallDisk(round: Round, megabytes: number): Disk {
  const folder = round.path('disk')
  mkdirSync(folder, { recursive: true })
  mount('-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'atelier-faults', folder)
  round.cleanUp(() => {
    execFileSync('umount', ['-l', folder], { stdio: 'pipe' })
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
      mount('-o', `remount,${so ? 'ro' : 'rw'}`, folder)
    }
  }
}

/** A folder that another can be seen through, and that can be pulled away while it is used. */
export function pluggedIn(round: Round): { folder: string; behind: string; unplug: () => void; plugIn: () => void } {
  const folder = round.path('stick'),
    behind = round.path('behind')
  for (const each of [folder, behind]) mkdirSync(each, { recursive: true })
  let there = false
  const unplug = (): void => {
    if (there) execFileSync('umount', ['-l', folder], { stdio: 'pipe' })
    there = false
  }
  const plugIn = (): void => {
    mount('--bind', behind, folder)
    there = true
  }
  round.cleanUp(unplug)
  plugIn()
  return { folder, behind, unplug, plugIn }
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
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
