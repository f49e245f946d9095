/** What an import found. */
import type { DatasetIssue, Framing, Pairing, Split } from '../../shared/domain'
import type { Survey } from '../../shared/datasets/report'
import type { Entry } from './packed/example'
import type { Findings } from './survey'

/** Paths are relative to the source, `/` between folders. */
export interface ImageEntry extends Entry {
  /** Index into the dataset's labels; −1: none. */
  label: number
  /** What it is for, where folders say so; training where left out. */
  split?: Split
  /** Of the source picture, upright; of a pair, of its input. */
  width: number
  height: number
}

export interface ImportReport {
  /** In the cache's order: natural order of path. */
  images: ImageEntry[]
  /**
   * Unreadable pictures, those without a partner, and exact duplicates (of pairs: of their inputs), by path. Duplicates
   * are in `images` too.
   */
  issues: DatasetIssue[]
  /** What the readable pictures are; null of points. */
  survey: Survey | null
  /** Every file of which there is something to be said, by kind. */
  findings: Findings
  labels: string[]
  /** How its pictures are paired, or which domains they are of; null where they are neither. */
  pairing: Pairing | null
  /** Every picture is grey. */
  grey: boolean
  /** The commonest size. */
  sourceSize: { width: number; height: number }
  framing: Framing
  /** The packed file, as named by `cacheFile`. */
  cache: string
  /** What it hashes to. */
  sha256: string
}
