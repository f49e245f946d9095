/**
 * A fetched dataset on the disk: `pictures.bin`, all pictures after one another, and `index.json`, which says where each
 * lies. Pictures are raw pixels (size × size × channels bytes) or encoded files, as they came.
 */
import { open, readFile, writeFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { StudioError } from '../../../shared/errors'
import type { Contents, Starter, StoredPicture } from './starter'

const indexSchema = z.object({
  licence: z.string(),
  source: z.string(),
  labels: z.array(z.string()),
  /** By columns: short for 60,000 pictures. */
  pictures: z.object({ path: z.array(z.string()), label: z.array(z.int()), offset: z.array(z.int()), length: z.array(z.int()) })
})

export const indexFile = (folder: string): string => join(folder, 'index.json')
const picturesFile = (folder: string): string => join(folder, 'pictures.bin')

/** Collected up to this before it is written. */
const chunkBytes = 4 * 2 ** 20
/** Read at once: pictures are asked for one after another. */
const pageBytes = 2 ** 20
/** Several are decoded side by side, and a glance jumps about. */
const pagesKept = 4

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
export async function writeIndex(folder: string, { licence, source }: Pick<Starter, 'licence' | 'source'>, { labels, pictures }: Contents): Promise<void> {
  const column = <K extends keyof StoredPicture>(key: K): StoredPicture[K][] => pictures.map(picture => picture[key])
  const index: z.infer<typeof indexSchema> = {
    licence, source, labels,
    pictures: { path: column('path'), label: column('label'), offset: column('offset'), length: column('length') }
  }
  await writeFile(indexFile(folder), JSON.stringify(index), { flag: 'wx', flush: true })
}

export interface OpenStore {
  labels: string[]
  /** Path → picture, in natural order of path. */
  pictures: Map<string, StoredPicture>
  read: (picture: StoredPicture) => Promise<Buffer>
}

/** @throws StudioError not-readable, where the folder is damaged */
export async function openStore(folder: string): Promise<OpenStore> {
  const damaged = (cause?: unknown): StudioError => new StudioError('not-readable', `The pictures kept in “${folder}” are damaged. Remove that folder, then try again: they are fetched anew.`, { cause })
  const index = await readFile(indexFile(folder), 'utf8').then(text => indexSchema.parse(JSON.parse(text))).catch(error => { throw damaged(error) })
  const { labels, pictures: { path: paths, label, offset, length } } = index
  const pictures = new Map(paths.map((path, i) => [path, { path, label: label[i] ?? -1, offset: offset[i] ?? 0, length: length[i] ?? 0 }]))
  const pages = new Map<number, Promise<Buffer>>()
  const page = (number: number): Promise<Buffer> => {
    const found = pages.get(number) ?? readPage(picturesFile(folder), number).catch(error => { throw damaged(error) })
    // The one used last stays longest.
    pages.delete(number)
    pages.set(number, found)
    for (const old of pages.keys()) if (pages.size > pagesKept) pages.delete(old)
    return found
  }
  const read = async ({ offset, length }: StoredPicture): Promise<Buffer> => {
    const parts: Buffer[] = []
    for (let at = offset; at < offset + length;) {
      const number = Math.floor(at / pageBytes), start = at - number * pageBytes
      const part = (await page(number)).subarray(start, start + offset + length - at)
      if (part.length === 0) throw damaged()
      parts.push(part)
      at += part.length
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
  }
  return { labels, pictures, read }
}

/** No file stays open: a source has no end of life. */
async function readPage(file: string, number: number): Promise<Buffer> {
  const handle = await open(file, 'r')
  try {
    const page = Buffer.alloc(pageBytes)
    let filled = 0
    for (;;) {
      const { bytesRead } = await handle.read(page, filled, pageBytes - filled, number * pageBytes + filled)
      filled += bytesRead
      if (bytesRead === 0 || filled === pageBytes) return page.subarray(0, filled)
    }
  } finally {
    await handle.close()
  }
}
