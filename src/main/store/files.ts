/** The workspace's files: where they lie, and writing one so that it is there whole or not at all. */
import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { saying } from '../lib/failures'

/** What a name that is still being written ends with; the sweep at start removes those. */
export const unfinished = '.part'

export class WorkspaceFiles {
  constructor(readonly folder: string) {}

  get database(): string { return join(this.folder, 'atelier.db') }
  get runs(): string { return join(this.folder, 'runs') }
  get datasets(): string { return join(this.folder, 'datasets') }
  run(id: string): string { return join(this.runs, id) }
  /** What a run began with, where it took that from another. */
  start(id: string): string { return join(this.run(id), 'start.safetensors') }
  checkpoints(id: string): string { return join(this.run(id), 'checkpoints') }
  sample(id: string, epoch: number): string { return join(this.run(id), 'samples', `epoch-${String(epoch).padStart(6, '0')}.png`) }
  /** Where the training pictures nearest to an epoch's samples lie. */
  nearest(id: string, epoch: number): string { return join(this.run(id), 'evaluations', `nearest-${String(epoch).padStart(6, '0')}.png`) }
  export(id: string, name: string): string { return join(this.run(id), 'exports', name) }
  dataset(id: string): string { return join(this.datasets, id) }
  /** Where an upload's pictures lie. */
  uploaded(id: string): string { return join(this.dataset(id), 'files') }

  /** A file as the database names it: relative, forward slashes. */
  name(path: string): string { return relative(this.folder, path).split(sep).join('/') }
  /** And back. */
  path(name: string): string { return join(this.folder, ...name.split('/')) }
}

/**
 * Writes to a temporary name, flushes it to the disk and renames it: afterwards the file is whole, even if the power fails.
 * @throws StudioError naming the file
 */
export const writeWhole = (path: string, bytes: Uint8Array): Promise<void> => saying({ path, doing: 'written' }, () => write(path, bytes))

async function write(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  const temporary = join(folder, `.${basename(path)}.${randomUUID().slice(0, 8)}${unfinished}`)
  try {
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(folder)
}

/** Makes a rename last; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try { await handle.sync() } finally { await handle.close() }
}
