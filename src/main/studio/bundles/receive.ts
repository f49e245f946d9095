/**
 * Unpacks a bundle that may come from anybody: each file is one that its list names, of the size and hash said there,
 * below the run's folder or that of its pictures; all of them, or none is kept.
 */
import { createHash, type Hash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { z } from 'zod'
import { StudioError } from '../../../shared/errors'
import {
  form,
  manifest as manifestSchema,
  manifestName,
  mostBytes,
  picturesFolder,
  rowsName,
  type Manifest
} from '../../exports/bundle/manifest'
import { BadArchive } from '../../datasets/starters/tar'
import { checkCancelled } from '../../lib/cancel'
import { freeBytes } from '../../lib/machine/disk'
import { makeFolder } from '../../lib/folders'
import { privateFile, privateFolder } from '../../lib/private'
import type { WorkOptions } from '../../lib/progress'
import { sizeWords } from '../../lib/regular-file'
import { migrations } from '../../store/migrations'
import { tables } from '../../store/records/format'
import type { MovedRows } from '../../store/moving'
import { isOfRun } from '../../store/workspace/made'
import { archiveKind, piecesOf, type Piece } from '../archives/entries'
import { SafeNames } from '../uploads/paths'

/** Where its files go. */
export interface Places {
  run: string
  pictures: string
}

export interface Received {
  manifest: Manifest
  rows: MovedRows
  /** Of the run, by their names below its folder: what each hashes to. */
  files: ReadonlyMap<string, string>
  pictures: number
}

/** What stays free on the disk: a training that runs has checkpoints to save. */
const spareBytes = 512 * 2 ** 20

/** @param said the file, as people know it @throws StudioError not-readable, unsupported, disk-full; cancelled */
export async function receive(file: string, said: string, places: Places, work: WorkOptions): Promise<Received> {
  const refused = (why: string, cause?: unknown): StudioError =>
    new StudioError('not-readable', `“${said}” was not imported: ${why}`, { cause })
  if ((await archiveKind(file)) !== 'zip') throw refused('it is no run that Atelier has exported.')
  const receiving = new Receiving(places, said, refused)
  try {
    for await (const piece of piecesOf(file, 'zip')) {
      checkCancelled(work.signal)
      await receiving.take(piece)
      if (piece.last) work.progress?.({ label: 'Unpacking the run', ...receiving.done })
    }
    return receiving.finish()
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error
    throw refused('it is damaged, or cut short. Fetch or make it once more.', error)
  } finally {
    await receiving.close()
  }
}

const isPicture = (path: string): boolean => path.startsWith(picturesFolder)

interface Current {
  file: number
  /** What its list says of it; null: the list itself. */
  listed: Manifest['files'][number] | null
  handle: FileHandle | null
  /** What is read here, not written. */
  parts: Uint8Array[]
  bytes: number
  hash: Hash
}

class Receiving {
  private manifest: Manifest | null = null
  private rows: MovedRows['tables'] | null = null
  private readonly listed = new Map<string, Manifest['files'][number]>()
  private readonly there = new Set<string>()
  private readonly names = new SafeNames()
  private current: Current | null = null

  constructor(
    private readonly places: Places,
    private readonly said: string,
    private readonly refused: (why: string, cause?: unknown) => StudioError
  ) {}

  get done(): { done: number; total: number | null } {
    return { done: this.there.size, total: this.manifest?.files.length ?? null }
  }

  async take(piece: Piece): Promise<void> {
    if (this.current?.file !== piece.file) {
      if (this.current) throw this.refused(`“${this.current.listed?.path ?? manifestName}” in it is cut short.`)
      this.current = await this.begin(piece)
    }
    const { current } = this
    const most = current.listed?.bytes ?? mostBytes.manifest
    current.bytes += piece.bytes.length
    if (piece.damaged) throw this.refused(`“${piece.path}” in it is damaged.`)
    if (current.bytes > most) throw this.refused(`“${piece.path}” in it is larger than its list says.`)
    current.hash.update(piece.bytes)
    if (current.handle) await current.handle.writeFile(piece.bytes)
    else current.parts.push(piece.bytes.slice())
    if (piece.last) await this.end(current)
  }

  finish(): Received {
    const { manifest, rows } = this
    if (!manifest) throw this.refused('it is no run that Atelier has exported.')
    const missing = manifest.files.filter(({ path }) => !this.there.has(path))
    const among = missing[0] ? `, “${missing[0].path}” among them` : ''
    if (this.current || missing.length > 0 || !rows)
      throw this.refused(
        `it is cut short, or files were taken out of it: ${missing.length} of ` +
          `${manifest.files.length} are missing${among}. Fetch or make it once more.`
      )
    const own = manifest.files.filter(({ path }) => path !== rowsName)
    return {
      manifest,
      rows: { schema: manifest.schema, tables: rows },
      files: new Map(own.filter(({ path }) => !isPicture(path)).map(({ path, sha256 }) => [path, sha256])),
      pictures: own.filter(({ path }) => isPicture(path)).length
    }
  }

  async close(): Promise<void> {
    await this.current?.handle?.close()
  }

  private async begin({ path, file }: Piece): Promise<Current> {
    const current = { file, handle: null, parts: [], bytes: 0, hash: createHash('sha256') }
    if (!this.manifest) {
      if (path !== manifestName) throw this.refused('it is no run that Atelier has exported.')
      return { ...current, listed: null }
    }
    const listed = this.listed.get(path)
    if (!listed) throw this.refused(`“${path.slice(0, 200)}” in it is not in its list.`)
    if (this.there.has(path)) throw this.refused(`it holds “${path}” twice.`)
    if (path === rowsName) return { ...current, listed }
    const target = this.targetOf(path)
    await makeFolder(dirname(target), privateFolder)
    return { ...current, listed, handle: await open(target, 'wx', privateFile) }
  }

  /** @throws StudioError for a name that is none of a run's */
  private targetOf(path: string): string {
    if (!isPicture(path)) return join(this.places.run, ...path.split('/'))
    return join(this.places.pictures, ...this.names.parts(path.slice(picturesFolder.length)))
  }

  private async end({ listed, handle, parts, bytes, hash }: Current): Promise<void> {
    await handle?.close()
    this.current = null
    if (!listed) return this.takeManifest(Buffer.concat(parts))
    const { path } = listed
    if (bytes !== listed.bytes || hash.digest('hex') !== listed.sha256)
      throw this.refused(`“${path}” in it is not what its list says. Fetch or make it once more.`)
    this.there.add(path)
    if (path === rowsName) this.rows = this.parsed(Buffer.concat(parts), tables, 'what it says of the run')
  }

  private async takeManifest(bytes: Buffer): Promise<void> {
    const head = this.parsed(bytes, manifestSchema.pick({ atelier: true }).loose(), 'its list')
    const newer = typeof head['form'] === 'number' && head['form'] > form
    const later = typeof head['schema'] === 'number' && head['schema'] > migrations.length
    if (newer || later)
      throw new StudioError(
        'unsupported',
        `“${this.said}” was not imported: it was made by a newer Atelier. Update this one, then import it again.`
      )
    const manifest = this.parsed(bytes, manifestSchema, 'its list')
    let all = 0
    for (const file of manifest.files) {
      this.checkName(file.path)
      if (this.listed.has(file.path)) throw this.refused(`its list names “${file.path}” twice.`)
      this.listed.set(file.path, file)
      all += file.bytes
    }
    const rows = this.listed.get(rowsName)
    if (!rows || rows.bytes > mostBytes.rows || all > mostBytes.all)
      throw this.refused('its list cannot be right: no run has files of these sizes.')
    const free = await freeBytes(dirname(this.places.run))
    if (free !== null && free - all < spareBytes)
      throw new StudioError(
        'disk-full',
        `“${this.said}” was not imported: it unpacks to ${sizeWords(all)}, and the workspace's disk ` +
          `has ${sizeWords(free)} left. Free some space (emptying the bin helps), then import it again.`
      )
    this.manifest = manifest
  }

  /** @throws StudioError for what would lie elsewhere than in the run's folder or that of its pictures */
  private checkName(path: string): void {
    if (path === rowsName || isOfRun(path)) return
    const wrong = this.refused(`its list names “${path.slice(0, 200)}”, which is no file of a run.`)
    if (!isPicture(path)) throw wrong
    try {
      new SafeNames().parts(path.slice(picturesFolder.length))
    } catch (error) {
      throw this.refused(`its list names “${path.slice(0, 200)}”, which leads out of its folder.`, error)
    }
  }

  private parsed<T>(bytes: Buffer, schema: z.ZodType<T>, what: string): T {
    try {
      return schema.parse(JSON.parse(bytes.toString('utf8')))
    } catch (error) {
      throw this.refused(`${what} cannot be read.`, error)
    }
  }
}
