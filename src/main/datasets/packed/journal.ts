/**
 * What is known of packed examples beside their pixels: a file of lines of JSON, the first of which says where the
 * pixels lie, each other one what the example in that place is. A line is written after its pixels were: whatever ends
 * the process, all lines but a torn last one tell of pixels that are there.
 */
import { open, type FileHandle } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { framing } from '../../../shared/domain'
import { privateFile } from '../../lib/private'
import { openRegular } from '../../lib/regular-file'
import { fileFacts } from '../pictures/file-facts'

export const journalHead = z.object({
  /** Where the packed file comes to lie once it is whole, relative to the journal's folder. */
  target: z.string(),
  framing,
  /** Bytes of one example. */
  each: z.int().min(1),
  /** Who packs, or packed, it. */
  owner: z.object({ pid: z.int(), start: z.string() })
})
export type JournalHead = z.infer<typeof journalHead>

/** One example: what a decoder told of it but the pixels, of which `crc` is the checksum. */
export const journalLine = z.object({
  /** Its files, and the state in which they were read. */
  key: z.string(),
  crc: z.int(),
  width: z.int(),
  height: z.int(),
  grey: z.boolean(),
  hash: z.string(),
  facts: fileFacts,
  /** base64 */
  look: z.string()
})
export type JournalLine = z.infer<typeof journalLine>

/** Begins a journal, in a folder that is there. */
export async function beginJournal(file: string, head: JournalHead): Promise<FileHandle> {
  const handle = await open(file, 'wx', privateFile)
  await handle.appendFile(`${JSON.stringify(head)}\n`)
  return handle
}

/** @param lines null: an example that is not to be found again */
export const addToJournal = (handle: FileHandle, lines: readonly (JournalLine | null)[]): Promise<void> =>
  handle.appendFile(lines.map(line => `${JSON.stringify(line)}\n`).join(''))

/** Where in a journal an example's line lies, and in which place of the packed file its pixels do. */
interface Place {
  number: number
  from: number
  length: number
}

export interface Journal {
  head: JournalHead
  places: Map<string, Place>
}

/** Null where it does not begin as a journal. Lines themselves are not kept: they are read again one by one. */
export async function readJournal(file: string): Promise<Journal | null> {
  let head: JournalHead | null = null
  const places = new Map<string, Place>()
  let [number, from] = [-1, 0]
  const input = (await openRegular(file)).createReadStream()
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    const length = Buffer.byteLength(text)
    const said = parsed(text)
    if (head === null) {
      head = journalHead.safeParse(said).data ?? null
      if (head === null) return null
    } else {
      const line = journalLine.safeParse(said).data
      if (line) places.set(line.key, { number, from, length })
    }
    number++
    from += length + 1
  }
  return head && { head, places }
}

export async function readLine(journal: FileHandle, { from, length }: Place): Promise<JournalLine | null> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await journal.read(bytes, 0, length, from)
  return bytesRead === length ? (journalLine.safeParse(parsed(bytes.toString())).data ?? null) : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
