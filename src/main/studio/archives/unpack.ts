/**
 * Unpacks the pictures of an archive into a folder. What leads out of it, is no picture or would fill the disk is left
 * where it is, and the rest goes on.
 */
import { open, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DatasetIssue } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { mayHoldPictures } from '../../../shared/files/collections'
import { contentOf, isHidden, pictureEndings } from '../../../shared/files/picture-content'
import { BadArchive } from '../../datasets/starters/tar'
import { checkCancelled } from '../../lib/cancel'
import { makeFolder } from '../../lib/folders'
import { privateFile, privateFolder } from '../../lib/private'
import type { WorkOptions } from '../../lib/progress'
import { sizeWords } from '../../lib/regular-file'
import { SafeNames } from '../uploads/paths'
import { archiveKind, piecesOf, type Piece } from './entries'

export interface UnpackLimits {
  /** Bytes of one file, and of all together. */
  each: number
  all: number
  files: number
}

const usual: UnpackLimits = { each: 1e9, all: 16 * 2 ** 30, files: 500_000 }

/** One file on its way. Null handle: it is passed over. */
interface Current {
  file: number
  handle: FileHandle | null
  bytes: number
}

/**
 * @param name what sentences call the archive
 * @returns what was left out, each with a sentence; null where the file is no archive
 * @throws StudioError not-readable for one that is damaged from the start; cancelled; what writing throws
 */
export async function unpackArchive(
  file: string,
  folder: string,
  { signal, progress, name = file }: WorkOptions & { name?: string },
  limits: UnpackLimits = usual
): Promise<DatasetIssue[] | null> {
  const kind = await archiveKind(file)
  if (kind === null) return null
  const unpacking = new Unpacking(folder, limits)
  try {
    for await (const piece of piecesOf(file, kind, name)) {
      checkCancelled(signal)
      if (!(await unpacking.take(piece))) break
      if (piece.last) progress?.({ label: 'Unpacking pictures', done: unpacking.files, total: null })
    }
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error
    if (unpacking.files === 0)
      throw new StudioError(
        'not-readable',
        `“${name}” is damaged: nothing of it can be unpacked. Fetch or make it once more.`,
        { cause: error }
      )
    unpacking.leaveOut('', 'The archive is damaged or cut short here: what came after could not be unpacked.')
  } finally {
    await unpacking.close()
  }
  return unpacking.issues
}

class Unpacking {
  readonly issues: DatasetIssue[] = []
  files = 0
  private readonly names = new SafeNames()
  private readonly written = new Set<string>()
  private current: Current | null = null
  private bytes = 0

  constructor(
    private readonly folder: string,
    private readonly limits: UnpackLimits
  ) {}

  /** @returns false where nothing more is to be unpacked */
  async take(piece: Piece): Promise<boolean> {
    if (this.current?.file !== piece.file) {
      // Its last piece never came: what there is of it stays, and is named when it is read.
      await this.close()
      if (this.files >= this.limits.files)
        return this.end(`more than ${this.limits.files.toLocaleString('en')} pictures`)
      this.current = { file: piece.file, handle: await this.begin(piece), bytes: 0 }
    }
    const { current } = this
    if (current.handle && !piece.damaged) {
      current.bytes += piece.bytes.length
      this.bytes += piece.bytes.length
      if (this.bytes > this.limits.all) return this.end(`more than ${sizeWords(this.limits.all)}`)
      if (current.bytes > this.limits.each) await this.drop(piece.path)
      else await current.handle.writeFile(piece.bytes)
    }
    if (piece.damaged && current.handle) this.leaveOut(piece.path, 'It is damaged in the archive.')
    if (piece.last) await this.close()
    return true
  }

  leaveOut(path: string, reason: string): void {
    this.issues.push({ path: path === '' ? 'the archive' : path, kind: 'unreadable', reason })
  }

  async close(): Promise<void> {
    await this.current?.handle?.close()
    if (this.current) this.current.handle = null
  }

  private end(what: string): false {
    this.leaveOut('', `It holds ${what}: what came after was not unpacked.`)
    return false
  }

  /** Opens a file for it; null where it is passed over. */
  private async begin({ path, bytes }: Piece): Promise<FileHandle | null> {
    const parts = this.partsOf(path)
    if (!parts || parts.some(isHidden)) return null
    const content = contentOf(bytes, path)
    if (!pictureEndings.test(path) && content !== 'picture' && !mayHoldPictures(path)) {
      if (content !== null) this.leaveOut(path, content.reason)
      return null
    }
    const target = join(this.folder, ...parts)
    if (this.written.has(target)) {
      this.leaveOut(path, 'The archive has another file of this name, which was taken.')
      return null
    }
    this.written.add(target)
    this.files++
    await makeFolder(dirname(target), privateFolder)
    return open(target, 'wx', privateFile)
  }

  private partsOf(path: string): string[] | null {
    try {
      return this.names.parts(path.replace(/^(\.\/)+/, ''))
    } catch {
      this.leaveOut(path, 'Its name leads out of the archive’s own folder: it was not unpacked.')
      return null
    }
  }

  private async drop(path: string): Promise<void> {
    await this.current?.handle?.truncate(0)
    await this.close()
    this.leaveOut(path, `It unpacks to more than ${sizeWords(this.limits.each)}: it was not read.`)
  }
}
