/**
 * A small file that holds space on the workspace's disk for what must not be lost when the disk is full: that a run has
 * failed, that the bin was emptied. It is given up then, and laid aside anew when there is room again.
 */
import { randomFillSync } from 'node:crypto'
import { closeSync, fsyncSync, lstatSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { privateFile } from '../../lib/private'
import { freeSpace } from './refusal'

const size = 2 ** 20
/** It is not laid aside where it would be a burden. */
const plenty = 16 * size

export class Reserve {
  private readonly file: string

  constructor(private readonly folder: string) {
    this.file = join(folder, 'atelier.reserve')
  }

  /** Quietly nothing where there is no room, or it is there already. */
  lay(): void {
    try {
      if (lstatSync(this.file, { throwIfNoEntry: false })?.size === size || freeSpace(this.folder) < plenty) return
      // What lies under its name may be a link to somebody's file: that is not written to.
      rmSync(this.file, { force: true })
      const handle = openSync(this.file, 'wx', privateFile)
      try {
        // Zeros would take no room on a disk that compresses.
        const bytes = randomFillSync(new Uint8Array(size))
        for (let written = 0; written < size;) written += writeSync(handle, bytes, written)
        fsyncSync(handle)
      } finally {
        closeSync(handle)
      }
    } catch {
      this.give()
    }
  }

  /** Gives its space back to the disk. @returns whether there was any */
  give(): boolean {
    try {
      const there = lstatSync(this.file, { throwIfNoEntry: false }) !== undefined
      rmSync(this.file, { force: true })
      return there
    } catch {
      return false
    }
  }
}
