/**
 * What imports of one folder have packed, kept in a folder of the workspace for the next one: of one that was broken
 * off, cancelled or killed, the pixels that it had packed; of one that ended the packed file of its dataset. Each has a
 * journal that says which files they were made of, and in what state those were. The next import takes what it finds
 * there, checked, and decodes the rest.
 */
import { randomUUID } from 'node:crypto'
import { open, readdir, rm, stat, type FileHandle } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Framing, Pairing } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { systemPath } from '../../lib/file-names'
import { makeFolder } from '../../lib/folders'
import { privateFolder } from '../../lib/private'
import { pairingKey } from '../../store/keys'
import { isAlive, thisProcess } from '../../store/owner'
import type { Decoded } from '../decoder/protocol'
import { stateOf } from '../decoder/state'
import { sameFraming } from '../recommend'
import type { Source } from '../source'
import { writeCache } from './cache'
import type { Entry } from './example'
import {
  addToJournal,
  beginJournal,
  readJournal,
  readLine,
  type Journal,
  type JournalHead,
  type JournalLine
} from './journal'

const ending = '.jsonl'
/** What this process is packing now. */
const underWay = new Set<string>()
/** What nobody went on with for so long goes, milliseconds. */
const oldAge = 30 * 24 * 3600 * 1000

interface Earlier extends Journal {
  /** Names its files. */
  id: string
  lines: FileHandle
  pixels: FileHandle
}

export type Append = (entry: Entry, decoded: Decoded) => Promise<void>

export class KeptExamples {
  private readonly earlier: Earlier[] = []
  private own = ''
  /** Examples that are packed now. */
  packed = 0

  private constructor(
    private readonly folder: string,
    private readonly pairing: Pairing | null
  ) {}

  /**
   * Opens what there is, and removes what is of no more use.
   * @param folder of the imports of one folder; it need not be there
   */
  static async open(folder: string, pairing: Pairing | null): Promise<KeptExamples> {
    const kept = new KeptExamples(folder, pairing)
    const names = await readdir(folder).catch(() => [])
    for (const name of names.filter(each => each.endsWith(ending))) await kept.look(name.slice(0, -ending.length))
    return kept
  }

  private async look(id: string): Promise<void> {
    const journal = await readJournal(this.file(id, ending)).catch(() => null)
    const pixels = journal && (await this.openPixels(id, journal))
    if (journal && pixels) this.earlier.push({ ...journal, id, pixels, lines: await open(this.file(id, ending)) })
    else if (!journal || isIdle(id, journal.head)) await this.remove(id)
  }

  /** Of one that was broken off beside its journal, else those of the dataset that came of it. */
  private async openPixels(id: string, { head }: Journal): Promise<FileHandle | null> {
    const partial = this.file(id, '.packed')
    const found = await stat(partial).catch(() => null)
    if (found && Date.now() - found.mtimeMs > oldAge && isIdle(id, head)) return null
    return open(found ? partial : resolve(this.folder, head.target)).catch(() => null)
  }

  /** What an entry is told by while its files are in this state. */
  private keyOf({ path, partner }: Entry, state: string): string {
    return JSON.stringify([this.pairing && pairingKey(this.pairing), path, partner, state])
  }

  /** The state that the files of an entry are in; null where it has none of its own. */
  private async stateNow(source: Source, { path, partner }: Entry): Promise<string | null> {
    const states: string[] = []
    for (const each of partner === null ? [path] : [path, partner]) {
      const picture = await source.locate(each).catch(() => null)
      const found = picture && 'file' in picture ? await stat(systemPath(picture.file)).catch(() => null) : null
      const state = found && stateOf(found)
      if (!state) return null
      states.push(state)
    }
    return states.join(' ')
  }

  /** An example as it was decoded before; null where it was not, or is not as it was left. */
  async find(source: Source, entry: Entry, framing: Framing): Promise<Decoded | null> {
    const some = this.earlier.filter(({ head }) => sameFraming(head.framing, framing))
    const state = some.length > 0 ? await this.stateNow(source, entry) : null
    if (state === null) return null
    const key = this.keyOf(entry, state)
    for (const { head, places, lines, pixels } of some) {
      const place = places.get(key)
      if (!place) continue
      const line = await readLine(lines, place)
      const bytes = Buffer.alloc(head.each)
      const { bytesRead } = await pixels.read(bytes, 0, head.each, place.number * head.each)
      if (!line || bytesRead < head.each || crc32(bytes) !== line.crc) continue
      const { width, height, grey, hash, facts, look } = line
      return { pixels: bytes, width, height, grey, hash, facts, look: Buffer.from(look, 'base64'), state }
    }
    return null
  }

  /**
   * As `writeCache`, but that what was packed stays where that is broken off, unless the disk is full.
   * @param each bytes of one example
   */
  async write(
    target: string,
    framing: Framing,
    each: number,
    fill: (append: Append) => Promise<void>
  ): Promise<string> {
    await makeFolder(this.folder, privateFolder)
    await this.forget()
    this.own = randomUUID()
    underWay.add(this.own)
    const head = { target: relative(this.folder, target), framing, each, owner: thisProcess() }
    const journal = await beginJournal(this.file(this.own, ending), head)
    const lines: (JournalLine | null)[] = []
    this.packed = 0
    try {
      return await writeCache(
        target,
        append =>
          fill(async (entry, decoded) => {
            lines.push(decoded.state === null ? null : lineOf(this.keyOf(entry, decoded.state), decoded))
            await append(decoded.pixels)
          }),
        {
          temporary: this.file(this.own, '.packed'),
          written: async count => {
            await addToJournal(journal, lines.splice(0, count))
            this.packed += count
          }
        }
      )
    } catch (error) {
      if (this.packed === 0 || !(error instanceof StudioError) || error.code !== 'cancelled') await this.forget()
      throw error
    } finally {
      await journal.close()
    }
  }

  /** @param whole the import has ended: what was kept of earlier ones is of no more use, but what others are at */
  async close(whole: boolean): Promise<void> {
    for (const { id, head, lines, pixels } of this.earlier) {
      await Promise.all([lines.close(), pixels.close()])
      if (whole && isIdle(id, head)) await this.remove(id)
    }
    underWay.delete(this.own)
  }

  /** What it has packed itself. */
  private async forget(): Promise<void> {
    if (this.own !== '') await this.remove(this.own)
    underWay.delete(this.own)
    this.own = ''
  }

  private file(id: string, end: string): string {
    return join(this.folder, `${id}${end}`)
  }

  private async remove(id: string): Promise<void> {
    for (const end of ['.packed', ending]) await rm(this.file(id, end), { force: true }).catch(() => {})
  }
}

/** Nobody packs it any more. */
const isIdle = (id: string, { owner }: JournalHead): boolean =>
  owner.pid === process.pid ? !underWay.has(id) : !isAlive(owner)

function lineOf(key: string, { pixels, look, width, height, grey, hash, facts }: Decoded): JournalLine {
  return { key, crc: crc32(pixels), width, height, grey, hash, facts, look: Buffer.from(look).toString('base64') }
}
