/**
 * A fetched dataset on the disk: `pictures.bin`, all pictures after one another, and `index.json`, which says where
 * each lies. Pictures are raw pixels (size × size × channels bytes) or encoded files, as they came.
 */
import { open, writeFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readRegular } from '../../lib/regular-file'
import { damagedStore, storeFile } from './damaged'
import type { Contents, StoredPicture } from './contents'

/** Collected up to this before it is written. */
const chunkBytes = 4 * 2 ** 20
/** Of one picture. */
const largestStored = 64 * 2 ** 20
/** An index of 60,000 pictures has three million. */
const largestIndex = 64 * 2 ** 20

const indexSchema = z.object({
  licence: z.string(),
  source: z.string(),
  labels: z.array(z.string()),
  /** By columns: short for 60,000 pictures. */
  pictures: z.object({
    path: z.array(z.string()),
    label: z.array(z.int()),
    offset: z.array(z.int().min(0)),
    length: z.array(z.int().min(0).max(largestStored))
  })
})

export const indexFile = (folder: string): string => join(folder, 'index.json')
const picturesFile = (folder: string): string => join(folder, storeFile)

/** Appends to a new store's pictures. */
export class Writer {
  private waiting: Buffer[] = []
  private waitingBytes = 0
  private written = 0

  private constructor(private readonly file: FileHandle) {}

  static async open(folder: string): Promise<Writer> {
    return new Writer(await open(picturesFile(folder), 'wx'))
  }

  /** Where the next bytes will lie. */
  get offset(): number {
    return this.written + this.waitingBytes
  }

  /** The bytes are copied before it resolves, or written. */
  async append(bytes: Uint8Array): Promise<void> {
    this.waiting.push(Buffer.from(bytes))
    this.waitingBytes += bytes.length
    if (this.waitingBytes >= chunkBytes) await this.flush()
  }

  private async flush(): Promise<void> {
    const chunk = Buffer.concat(this.waiting)
    this.waiting = []
    this.waitingBytes = 0
    await this.file.writeFile(chunk)
    this.written += chunk.length
  }

  async finish(): Promise<void> {
    await this.flush()
    await this.file.sync()
  }

  async close(): Promise<void> {
    await this.file.close()
  }
}

/** Written last: a folder with an index is whole. */
export async function writeIndex(
  folder: string,
  { licence, source }: { licence: string; source: string },
  { labels, pictures }: Contents
): Promise<void> {
  const column = <K extends keyof StoredPicture>(key: K): StoredPicture[K][] => pictures.map(picture => picture[key])
  const index: z.infer<typeof indexSchema> = {
    licence,
    source,
    labels,
    pictures: { path: column('path'), label: column('label'), offset: column('offset'), length: column('length') }
  }
  await writeFile(indexFile(folder), JSON.stringify(index), { flag: 'wx', flush: true })
}

export interface OpenStore {
  labels: string[]
  /** Path → picture, in natural order of path. */
  pictures: Map<string, StoredPicture>
  /** What `offset` and `length` are places in. */
  file: string
}

/** @throws StudioError not-readable, where the folder is damaged */
export async function openStore(folder: string): Promise<OpenStore> {
  const index = await readRegular(indexFile(folder), { most: largestIndex })
    .then(bytes => indexSchema.parse(JSON.parse(bytes.toString())))
    .catch((error: unknown) => {
      throw damagedStore(folder, error)
    })
  const {
    labels,
    pictures: { path: paths, label, offset, length }
  } = index
  const pictures = new Map(
    paths.map((path, i) => [path, { path, label: label[i] ?? -1, offset: offset[i] ?? 0, length: length[i] ?? 0 }])
  )
  return { labels, pictures, file: picturesFile(folder) }
}
