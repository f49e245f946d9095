/**
 * What a file of this folder declares: how a dataset of a kind of example comes to be. What models see of it is
 * declared under the same id in `models/examples`.
 */
import type { DatasetIssue, Pairing, Sheet } from '../../../shared/domain'
import type { Half } from '../decoder/protocol'
import type { ImportReport } from '../report'
import type { Entry, Example } from '../packed/example'
import type { WorkOptions } from '../../lib/progress'
import type { Listing } from '../source'

/** Decodes a file of the source, or a half of it. */
export type Decode = (path: string, half?: Half) => Promise<Example>

/** An option of the command line, which says how a folder's pictures belong together. */
export interface ArrangementOption {
  /** As in --pairs. */
  name: string
  /** As in <how>. */
  argument: string
  help: string
  /** Null: every picture by itself. @throws Error, whose message says what is wanted instead */
  read: (words: string) => Pairing | null
}

/** Sets that are made on the spot, by name or by a drawing, instead of being read from files. */
export interface MadeSets {
  list: () => readonly { name: string; title: string; summary: string; imageCount: number; licence: string }[]
  /** Whether a dataset of this kind of source and this origin is one of them. */
  makes: (source: string, origin: string) => boolean
  /** Name of the packed file. */
  file: string
  /** Makes and packs one. @throws StudioError not-found, disk-full, cancelled */
  pack: (origin: string, file: string, options?: WorkOptions) => Promise<ImportReport>
  /** `count` pictures of it, each with more of it than the one before. @param size of a side, pixels */
  preview: (origin: string, size: number, count?: number) => Promise<Sheet>
}

export interface DatasetKind {
  /** As in `models/examples`. */
  id: string
  /** How its pictures belong together, where a folder looks as if they did; null where it does not. */
  recognise?: (paths: readonly string[]) => Pairing | null
  option?: ArrangementOption
  /**
   * The entries of a source in the dataset's order, and an issue for each file that is left out.
   * @param name the source's, for sentences
   * @throws StudioError bad-input, no-pictures
   */
  entries: (
    name: string,
    listing: Pick<Listing, 'paths' | 'issues' | 'labels'>,
    pairing: Pairing | null
  ) => { entries: Entry[]; issues: DatasetIssue[] }
  /** All pixels of an entry, one picture of it after another. */
  read: (decode: Decode, entry: Entry, pairing: Pairing | null) => Promise<Example>
  /** Classes, and each path's. @param given by the source itself, where it knows them */
  labels: (
    paths: string[],
    pairing: Pairing | null,
    given: Listing['labels']
  ) => { names: string[]; of: (path: string) => number }
  /** What must be there for a training. @param seen those that could be read @throws StudioError no-pictures */
  check?: (name: string, pairing: Pairing | null, seen: readonly Entry[]) => void
  made?: MadeSets
}

/** What a pairing says under a key. @throws Error where it does not: it is looked at as it is read */
export function partOf(pairing: Pairing | null, key: string): string {
  const said = pairing?.[key]
  if (said === undefined) throw new Error(`The pairing does not say its ${key}.`)
  return said
}

/** Of kinds whose pictures have no classes. */
export const noLabels: DatasetKind['labels'] = () => ({ names: [], of: () => -1 })

/** Every picture of a source is an entry. */
export const everyPath: DatasetKind['entries'] = (_, { paths, issues }) => ({
  entries: paths.map(path => ({ path, partner: null })),
  issues: [...issues]
})
