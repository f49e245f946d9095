/** Looks through a source, decodes every picture into a packed cache and says what it found. */
import { rm } from 'node:fs/promises'
import type { Dataset, DatasetIssue, Framing } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { writeCache } from './cache'
import { checkCancelled } from './cancel'
import { decodePicture, picturesAtOnce, type Decoded } from './decode'
import { findLabels } from './labels'
import { compareNaturally, inOrder } from './order'
import { recommendedFraming, sameFraming } from './recommend'
import { UnreadablePicture, type Listing, type Source, type WorkOptions } from './source'

export interface ImageEntry {
  /** Relative to the source, `/` between folders. */
  path: string
  /** Index into the dataset's labels; −1: none. */
  label: number
  /** Of the source picture, upright. */
  width: number
  height: number
}

export interface ImportReport {
  /** In the cache's order: natural order of path. */
  images: ImageEntry[]
  /** Unreadable pictures and exact duplicates, by path. Duplicates are in `images` too. */
  issues: DatasetIssue[]
  labels: string[]
  /** Every picture is grey. */
  grey: boolean
  /** The commonest size. */
  sourceSize: { width: number; height: number }
  framing: Framing
  /** The packed file, as named by `cacheFile`. */
  cache: string
}

export interface ImportOptions extends WorkOptions {
  /** Default: what suits the pictures (`recommendedFraming`). */
  framing?: Framing | undefined
}

/** So many pictures, spread over the whole, decide which framing is tried first. */
const glanceCount = 32

/**
 * Imports a source. Pictures that cannot be read become issues and the rest goes on.
 * @throws StudioError not-found, not-readable (the source as a whole), no-pictures, disk-full, cancelled; no cache is left then.
 */
export async function importImages(source: Source, cacheFile: (framing: Framing) => string, options: ImportOptions = {}): Promise<ImportReport> {
  const listing = await source.list(options)
  checkCancelled(options.signal)
  if (listing.paths.length === 0) throw noPictures(source, listing)
  if (options.framing) return packListed(source, listing, options.framing, cacheFile, options)

  const report = await packListed(source, listing, recommendedFraming(await glance(source, listing.paths, options)), cacheFile, options)
  // Seldom: the glance missed, say, the few colour pictures among grey ones. Now that all were seen, do it right.
  const better = recommendedFraming(report)
  if (sameFraming(better, report.framing)) return report
  await rm(report.cache, { force: true })
  return packListed(source, listing, better, cacheFile, options)
}

async function packListed(source: Source, listing: Listing, framing: Framing, cacheFile: (framing: Framing) => string, { signal, progress }: WorkOptions): Promise<ImportReport> {
  const { paths } = listing
  const issues = [...listing.issues]
  const seen: { path: string; width: number; height: number; grey: boolean }[] = []
  const firstWith = new Map<string, string>()
  const cache = cacheFile(framing)

  await writeCache(cache, async append => {
    let done = 0
    for await (const { path, result } of inOrder(paths, picturesAtOnce, path => decode(source, path, framing, signal))) {
      if (result instanceof UnreadablePicture) issues.push({ path, kind: 'unreadable', reason: result.message })
      else {
        const { pixels, width, height, grey, hash } = result
        const first = firstWith.get(hash)
        if (first === undefined) firstWith.set(hash, path)
        else issues.push({ path, kind: 'duplicate', reason: `The same picture as “${first}”.` })
        seen.push({ path, width, height, grey })
        await append(pixels)
      }
      done++
      progress?.({ label: 'Reading pictures', done, total: paths.length })
    }
    if (seen.length === 0) throw noneReadable(source, issues)
    checkCancelled(signal)
  })

  const labels = findLabels(seen.map(image => image.path), listing.labels)
  return {
    images: seen.map(({ path, width, height }) => ({ path, label: labels.of(path), width, height })),
    issues: issues.sort((a, b) => compareNaturally(a.path, b.path)), labels: labels.names, ...facts(seen), framing, cache
  }
}

async function decode(source: Source, path: string, framing: Framing, signal: AbortSignal | undefined): Promise<{ path: string; result: Decoded | UnreadablePicture }> {
  checkCancelled(signal)
  try {
    return { path, result: await decodePicture(await source.read(path), framing) }
  } catch (error) {
    if (error instanceof UnreadablePicture) return { path, result: error }
    throw error
  }
}

/** What a few pictures say about all of them. */
async function glance(source: Source, paths: string[], { signal }: WorkOptions): Promise<Pick<Dataset, 'grey' | 'sourceSize'>> {
  const step = Math.max(1, paths.length / glanceCount)
  const some = Array.from({ length: Math.min(paths.length, glanceCount) }, (_, i) => paths[Math.floor(i * step)] ?? '')
  const seen: Decoded[] = []
  for await (const { result } of inOrder(some, picturesAtOnce, path => decode(source, path, { size: 64, channels: 3, fit: 'contain', position: 'centre' }, signal))) {
    if (!(result instanceof UnreadablePicture)) seen.push(result)
  }
  return facts(seen)
}

function facts(seen: { width: number; height: number; grey: boolean }[]): Pick<Dataset, 'grey' | 'sourceSize'> {
  const sizes = new Map<string, { width: number; height: number; count: number }>()
  for (const { width, height } of seen) {
    const key = `${width}×${height}`
    const size = sizes.get(key)
    if (size) size.count++
    else sizes.set(key, { width, height, count: 1 })
  }
  let commonest = { width: 0, height: 0, count: 0 }
  for (const size of sizes.values()) if (size.count > commonest.count) commonest = size
  return { grey: seen.every(image => image.grey), sourceSize: { width: commonest.width, height: commonest.height } }
}

function noPictures(source: Source, { issues, others }: Listing): StudioError {
  const kinds = 'JPEG, PNG, WebP, GIF, BMP, TIFF or AVIF'
  const blocked = issues[0] ? ` The folder “${issues[0].path}” in it could not be read. ${issues[0].reason}` : ''
  if (others === 0 && issues.length === 0) return new StudioError('no-pictures', `The folder “${source.name}” is empty. Choose a folder with ${kinds} pictures in it.`)
  const files = others === 0 ? '' : others === 1 ? ' Its one file is of another kind.' : ` Its ${others} files are of other kinds.`
  return new StudioError('no-pictures', `There are no pictures in “${source.name}”.${files}${blocked} Choose a folder with ${kinds} pictures in it.`)
}

function noneReadable(source: Source, issues: DatasetIssue[]): StudioError {
  const unreadable = issues.filter(issue => issue.kind === 'unreadable')
  const [first] = unreadable
  const count = unreadable.length === 1 ? 'The one picture' : `None of the ${unreadable.length} pictures`
  const verb = unreadable.length === 1 ? 'could not be read' : 'could be read'
  return new StudioError('no-pictures', `${count} in “${source.name}” ${verb}.${first ? ` “${first.path}”: ${first.reason}` : ''}`)
}
