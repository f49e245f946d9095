/**
 * Uploads under way: folders in the workspace that fill up until they are imported. There are few, they hold no more
 * than the disk has room for, and those that nobody goes on with are removed: after a while, and when their window is
 * gone.
 */
import { randomUUID } from 'node:crypto'
import { open, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StudioError } from '../../../shared/errors'
import type { Caller } from '../../../shared/ipc'
import { freeBytes } from '../../lib/machine/disk'
import { codeOf, saying } from '../../lib/failures'
import { makeFolder } from '../../lib/folders'
import { privateFile, privateFolder } from '../../lib/private'
import type { Store } from '../../store'
import type { WorkspaceFiles } from '../../store/files'
import { Tally, type Most } from '../load/tally'
import { SafeNames } from './paths'

export interface UploadLimits {
  open: Most
  /** Of one request; of one upload; of all that are open. */
  batchBytes: number
  bytes: number
  allBytes: number
  files: number
  /** How long one may rest, milliseconds. */
  rest: number
  /** What stays free on the disk: a training that runs has checkpoints to save. */
  spareBytes: number
}

const usual: UploadLimits = {
  open: { each: 4, all: 16 },
  batchBytes: 64 * 2 ** 20,
  bytes: 16 * 2 ** 30,
  allBytes: 32 * 2 ** 30,
  files: 500_000,
  rest: 10 * 60_000,
  spareBytes: 512 * 2 ** 20
}

/** A file, or a part of one: its bytes go to the end of those that came before. */
export interface SentFile {
  path: string
  bytes: Uint8Array
  /** How many came before: none, unless it says so. */
  at?: number | undefined
}

interface Upload {
  id: string
  name: string
  bytes: number
  files: number
  names: SafeNames
  importing: boolean
  /** Batches that are being written. */
  writing: Set<Promise<void>>
  timer: NodeJS.Timeout | undefined
  /** Counts it off, and listens for its window no more. */
  leave: () => void
}

export class OpenUploads {
  private readonly open = new Map<string, Upload>()
  private readonly tally: Tally
  private readonly limits: UploadLimits

  private readonly files: WorkspaceFiles

  constructor(
    private readonly store: Pick<Store, 'files' | 'beginDataset'>,
    limits: Partial<UploadLimits> = {}
  ) {
    this.files = store.files
    this.limits = { ...usual, ...limits }
    this.tally = new Tally('uploads', this.limits.open)
  }

  /** @returns its id, which is the dataset's to be @throws StudioError conflict, disk-full */
  begin(name: string, caller: Caller | undefined): string {
    const count = this.tally.enter(caller)
    const id = randomUUID()
    try {
      this.store.beginDataset(id)
    } catch (error) {
      count()
      throw error
    }
    const gone = (): void => void this.abandon(id)
    caller?.gone.addEventListener('abort', gone, { once: true })
    const leave = (): void => {
      count()
      caller?.gone.removeEventListener('abort', gone)
    }
    const upload: Upload = {
      id,
      name,
      bytes: 0,
      files: 0,
      names: new SafeNames(),
      importing: false,
      writing: new Set(),
      timer: undefined,
      leave
    }
    this.open.set(id, upload)
    this.wind(upload)
    if (caller?.gone.aborted) gone()
    return id
  }

  /** @throws StudioError not-found, conflict, bad-input, disk-full */
  async add(id: string, files: readonly SentFile[]): Promise<void> {
    const upload = this.find(id)
    const { batchBytes, bytes: most, allBytes, files: mostFiles } = this.limits
    const bytes = files.reduce((sum, file) => sum + file.bytes.byteLength, 0)
    if (bytes > batchBytes)
      throw new StudioError(
        'bad-input',
        `A batch holds ${megabytes(bytes)}; at most ${megabytes(batchBytes)} may travel at once.`
      )
    const begun = files.filter(({ at = 0 }) => at === 0).length
    if (upload.bytes + bytes > most || upload.files + begun > mostFiles)
      throw new StudioError(
        'bad-input',
        `These are more than ${megabytes(most)} or ${mostFiles} pictures. Start Atelier on that folder's own ` +
          'machine, or use `atelier import`.'
      )
    if ([...this.open.values()].reduce((sum, each) => sum + each.bytes, bytes) > allBytes)
      throw new StudioError(
        'conflict',
        `All uploads under way come to more than ${megabytes(allBytes)}. Wait until one of them is imported, ` +
          'then try again.'
      )
    const targets = files.map(file => ({
      path: join(this.files.uploaded(id), ...upload.names.parts(file.path)),
      file
    }))
    upload.bytes += bytes
    upload.files += begun
    const writing = this.write(targets, bytes)
    upload.writing.add(writing)
    clearTimeout(upload.timer)
    try {
      await writing
    } finally {
      upload.writing.delete(writing)
      this.wind(upload)
    }
  }

  /** Nothing can be added, and nobody can abandon it, from now on. @throws StudioError not-found, conflict */
  close(id: string): { name: string; written: Promise<void> } {
    const upload = this.find(id)
    upload.importing = true
    clearTimeout(upload.timer)
    return { name: upload.name, written: Promise.allSettled(upload.writing).then(() => {}) }
  }

  /** Its folder is a dataset's now, or gone. */
  forget(id: string): void {
    const upload = this.open.get(id)
    if (!upload) return
    this.open.delete(id)
    clearTimeout(upload.timer)
    upload.leave()
  }

  /** Removes it with its files; nothing happens where it is not known, or is being imported. */
  async abandon(id: string): Promise<void> {
    const upload = this.open.get(id)
    if (!upload || upload.importing) return
    this.forget(id)
    // What is still being written would make its folder anew.
    await Promise.allSettled(upload.writing)
    await rm(this.files.dataset(id), { recursive: true, force: true })
  }

  /** Removes all that are not being imported. */
  async abandonAll(): Promise<void> {
    await Promise.all([...this.open.keys()].map(id => this.abandon(id)))
  }

  private find(id: string): Upload {
    const upload = this.open.get(id)
    if (!upload) throw new StudioError('not-found', 'This upload is not known any more. Drop the folder again.')
    if (upload.importing) throw new StudioError('conflict', 'This upload is being imported already.')
    return upload
  }

  private wind(upload: Upload): void {
    clearTimeout(upload.timer)
    if (upload.importing || !this.open.has(upload.id)) return
    // What could not be removed is removed at the next start.
    upload.timer = setTimeout(() => {
      if (upload.writing.size === 0) this.abandon(upload.id).catch((error: unknown) => console.error(error))
    }, this.limits.rest)
    upload.timer.unref()
  }

  private async write(targets: readonly { path: string; file: SentFile }[], bytes: number): Promise<void> {
    const free = await freeBytes(this.files.datasets)
    if (free !== null && free - bytes < this.limits.spareBytes)
      throw new StudioError(
        'disk-full',
        `The disk of the workspace “${this.files.datasets}” has ${megabytes(free)} left, too little for these ` +
          `pictures: ${megabytes(this.limits.spareBytes)} stay free for what is being trained. Free some space ` +
          '(emptying the bin helps), then drop the folder again.'
      )
    for (const { path, file } of targets) {
      try {
        await saying({ what: 'The picture that was sent', doing: 'written', path }, async () => {
          if (file.at) return append(path, file.at, file)
          await makeFolder(dirname(path), privateFolder)
          await writeFile(path, file.bytes, { mode: privateFile })
        })
      } catch (error) {
        // One name cannot be a picture and a folder of pictures.
        if (clashes.has(codeOf(error instanceof Error ? error.cause : undefined)))
          throw new StudioError(
            'bad-input',
            `${JSON.stringify(file.path)} cannot be stored: something else of that name was sent before, a ` +
              'file in place of a folder or a folder in place of a file.',
            { cause: error }
          )
        throw error
      }
    }
  }
}

/** Nothing is made anew, and no part is written over or left out. */
async function append(path: string, at: number, { bytes, path: sent }: SentFile): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    const { size } = await handle.stat()
    if (size !== at)
      throw new StudioError(
        'conflict',
        `A part of ${JSON.stringify(sent)} came out of turn: ${at} bytes were to be there before it, and there ` +
          `are ${size}. Drop the folder again.`
      )
    await handle.write(bytes, 0, bytes.length, at)
  } finally {
    await handle.close()
  }
}

const clashes: ReadonlySet<string> = new Set(['EISDIR', 'ENOTDIR', 'EEXIST'])

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`
