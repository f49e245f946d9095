/**
 * Where pictures come from. A kind of source is one file in sources/: it lists pictures under relative paths and says
 * where each lies; reading, decoding, framing and packing are the same for all.
 */
import type { Dataset, DatasetIssue } from '../../shared/domain'
import type { WorkOptions } from '../lib/progress'

export type SourceKind = Dataset['kind']

/** Where one picture lies. Files are absolute paths. */
export type Picture =
  /** An encoded file. */
  | { file: string }
  /** An encoded file, or pixels of 8 bits per channel, row major, as a part of a larger file. */
  | { store: string; offset: number; length: number; shape: Shape | null }
  /** A tile of a sheet, an encoded picture of many. */
  | { sheet: string; left: number; top: number; shape: Shape }
  /** An encoded file's bytes. */
  | { bytes: Uint8Array }

export interface Shape {
  width: number
  height: number
  channels: 1 | 3
}

export interface Listing {
  /** Paths of pictures relative to the source, `/` between folders, in natural order. */
  paths: string[]
  /** What could not even be listed, e.g. a folder without permission. */
  issues: DatasetIssue[]
  /** Files that are no pictures. */
  others: number
  /** Those of them that may hold pictures, or say what pictures are, by their names. */
  holders?: string[]
  /** Where the source itself knows the classes; else class folders decide. */
  labels?: { names: string[]; of: (path: string) => number }
}

export interface Source {
  kind: SourceKind
  origin: string
  /** For sentences: the folder's or the built-in's name. */
  name: string
  /** @throws StudioError not-found or not-readable, where the source as a whole cannot be read. */
  list: (options?: WorkOptions) => Promise<Listing>
  /**
   * Before many pictures are read: what may take long, and is done anyway by `list`, e.g. a download.
   * @throws StudioError
   */
  prepare?: (options?: WorkOptions) => Promise<void>
  /** Nothing of it is read yet. @throws UnreadablePicture where there is no such picture */
  locate: (path: string) => Promise<Picture>
}

/** A file in sources/ exports one of these as its default. */
export interface SourceDefinition {
  id: SourceKind
  /**
   * Whether what lies at an absolute path is one of these, by its name or first bytes. Without it, it is never imported
   * by its path. What none recognises is a folder, or an archive that becomes one.
   * @param beside paths of pictures below its folder, where they are known already: nobody looks for them again
   */
  recognises?: (path: string, beside?: readonly string[]) => Promise<boolean>
  /** It says what pictures beside it are, and holds none itself. */
  beside?: boolean
  /**
   * It is made anew wherever Atelier is, without a file: by its name, which each knows, or by its origin, which holds
   * all there is to it. Left out: its files are what it is.
   */
  recipe?: 'name' | 'origin'
  open: (origin: string) => Source
}

/** Why one picture could not be read: the message is a whole sentence. The others go on. */
export class UnreadablePicture extends Error {
  override name = 'UnreadablePicture'
  /** In a word, for counts. */
  readonly flaw: Flaw

  constructor(message: string, { flaw = 'unreadable', ...options }: ErrorOptions & { flaw?: Flaw } = {}) {
    super(message, options)
    this.flaw = flaw
  }
}

export type Flaw = 'empty' | 'truncated' | 'unreadable'
