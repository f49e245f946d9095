/** Looks through a source, decodes every picture into a packed cache and says what it found. */
import { rm } from 'node:fs/promises'
import type { Dataset, DatasetIssue, Framing, Pairing } from '../../shared/domain'
import { counted } from '../../shared/counted'
import { StudioError } from '../../shared/errors'
import { exampleBytes, picturesAhead, writeCache } from './packed/cache'
import { checkCancelled } from '../lib/cancel'
import { exampleTraitsOf } from '../models/examples'
import { toChannels } from './pictures/channels'
import type { Decoded, PictureDecoder } from './decoder/protocol'
import { kindOfPairing, recognise } from './kinds'
import type { Broken, Entry, Example, Examples } from './packed/example'
import { KeptExamples, type Append } from './packed/kept'
import { readExample } from './packed/read'
import { compareNaturally, inOrder } from '../lib/order'
import { recommendedFraming, sameFraming } from './recommend'
import type { ImportReport } from './report'
import type { WorkOptions } from '../lib/progress'
import type { Listing, Source } from './source'
import { entriesBySplit, namesFolders, recogniseSplits, type SplitFolders } from './splits'
import { Surveyor } from './survey'

export interface ImportOptions extends WorkOptions {
  /** Default: what suits the pictures (`recommendedFraming`). */
  framing?: Framing | undefined
  /** How pictures are paired; null: not at all; left out: as the folder looks. */
  pairs?: Pairing | null | undefined
  /** What the source holds, where that is known already: it is not looked through once more. */
  listing?: Listing | undefined
  /** The folder in which what imports of this source have packed is kept for the next one; left out: nowhere. */
  kept?: string | undefined
}

/** What is to be decoded, and what is known to be wrong before. */
interface Plan extends Examples {
  entries: Entry[]
  issues: DatasetIssue[]
  labels: Listing['labels']
  /** Where folders say what is held out. */
  splits: SplitFolders | null
  /** Those that were looked at first, under that framing. */
  glanced: { framing: Framing; examples: Map<Entry, Read> } | null
  kept: KeptExamples | null
}

interface Read {
  entry: Entry
  example: Example
}

/** So many pictures, spread over the whole, decide which framing is tried first. */
const glanceCount = 32

/**
 * Imports a source. Pictures that cannot be read become issues and the rest goes on.
 * @throws StudioError not-found, not-readable (the source as a whole), no-pictures, disk-full, cancelled; no cache is
 *   left then, but for what `kept` says.
 */
export async function importImages(
  source: Source,
  decoder: PictureDecoder,
  cacheFile: (framing: Framing) => string,
  options: ImportOptions = {}
): Promise<ImportReport> {
  decoder.warm()
  const listing = options.listing ?? (await source.list(options))
  checkCancelled(options.signal)
  if (listing.paths.length === 0) throw noPictures(source, listing)
  const found = listing.labels || namesFolders(options.pairs ?? null, listing.paths) ? null : listing.paths
  const splits = found && recogniseSplits(found)
  const bare = splits ? listing.paths.filter(path => splits.of(path) === 'train').map(splits.bare) : listing.paths
  const pairing = options.pairs !== undefined ? options.pairs : listing.labels ? null : recognise(bare)
  const { entries, issues } = entriesBySplit(kindOfPairing(pairing), source.name, listing, pairing, splits)
  const kept = options.kept === undefined ? null : await KeptExamples.open(options.kept, pairing)
  const plan: Plan = { source, decoder, entries, issues, pairing, labels: listing.labels, splits, glanced: null, kept }
  let whole = false
  try {
    const report = await packFramed(plan, cacheFile, options)
    whole = true
    return report
  } catch (error) {
    throw kept && kept.packed > 0 && error instanceof StudioError && error.code === 'cancelled'
      ? saidKept(plan, kept.packed, error)
      : error
  } finally {
    await kept?.close(whole)
  }
}

/** In the framing that is asked for, or that suits the pictures. */
async function packFramed(
  plan: Plan,
  cacheFile: (framing: Framing) => string,
  options: ImportOptions
): Promise<ImportReport> {
  if (options.framing) return packListed(plan, options.framing, cacheFile, options)

  plan.glanced = await glance(plan, options)
  const report = await packListed(
    plan,
    recommendedFraming(facts(decodedOf(plan.glanced.examples.values()))),
    cacheFile,
    options
  )
  // Seldom: the glance missed, say, the few colour pictures among grey ones. Now that all were seen, do it right.
  const better = recommendedFraming(report)
  if (sameFraming(better, report.framing)) return report
  await rm(report.cache, { force: true })
  return packListed(plan, better, cacheFile, options)
}

async function packListed(
  plan: Plan,
  framing: Framing,
  cacheFile: (framing: Framing) => string,
  { signal, progress }: WorkOptions
): Promise<ImportReport> {
  const { entries, pairing, splits } = plan
  const bare = <E extends Entry>(entry: E): E => ({ ...entry, path: splits?.bare(entry.path) ?? entry.path })
  const kind = kindOfPairing(pairing)
  const traits = exampleTraitsOf(kind.id)
  const issues = [...plan.issues]
  const seen: (Entry & { width: number; height: number; grey: boolean })[] = []
  const surveyor = new Surveyor(framing)
  surveyor.leaveOutAll(plan.issues)
  const cache = cacheFile(framing)

  const sha256 = await write(plan, cache, framing, async append => {
    let done = 0
    for await (const { entry, example } of inOrder(entries, picturesAhead(framing), entry =>
      read(plan, entry, framing, signal)
    )) {
      if ('broken' in example) {
        issues.push(...unreadable(entry, example.broken))
        for (const { flaw, path, reason } of example.broken) surveyor.leaveOut(flaw, path, reason)
      } else {
        const { width, height, grey } = example.decoded
        const first = surveyor.see(entry.path, example.decoded)
        if (first !== null)
          issues.push({ path: entry.path, kind: 'duplicate', reason: `The same picture as “${first}”.` })
        seen.push({ ...entry, width, height, grey })
        await append(entry, example.decoded)
      }
      done++
      progress?.({ label: `Reading ${traits.many}`, done, total: entries.length })
    }
    if (seen.length === 0) throw noneReadable(plan, issues)
    kind.check?.(plan.source.name, pairing, seen.map(bare))
    checkCancelled(signal)
  })

  const labels = kind.labels(
    seen.map(entry => bare(entry).path),
    pairing,
    plan.labels
  )
  return {
    images: seen.map(({ grey: _, ...image }) => ({
      ...image,
      label: labels.of(bare(image).path),
      split: splits?.of(image.path) ?? 'train'
    })),
    issues: issues.sort((a, b) => compareNaturally(a.path, b.path)),
    labels: labels.names,
    pairing,
    ...facts(seen),
    ...surveyor.result(),
    framing,
    cache,
    sha256
  }
}

function write(
  { kept, pairing }: Plan,
  cache: string,
  framing: Framing,
  fill: (append: Append) => Promise<void>
): Promise<string> {
  return kept
    ? kept.write(cache, framing, exampleBytes(framing, kindOfPairing(pairing).id), fill)
    : writeCache(cache, append => fill((_, { pixels }) => append(pixels)))
}

/** An example is decoded where it was neither looked at just now nor packed by an import before. */
async function read(plan: Plan, entry: Entry, framing: Framing, signal: AbortSignal | undefined): Promise<Read> {
  checkCancelled(signal)
  const glanced = glancedAt(plan, entry, framing)
  if (glanced) return glanced
  const decoded = await plan.kept?.find(plan.source, entry, framing)
  return { entry, example: decoded ? { decoded } : await readExample(plan, entry, framing, signal) }
}

/** What was decoded before need not be again: colour becomes grey afterwards, as the decoder does it itself. */
function glancedAt({ glanced }: Plan, entry: Entry, framing: Framing): Read | undefined {
  if (!glanced || !sameFraming({ ...framing, channels: glanced.framing.channels }, glanced.framing)) return undefined
  const found = glanced.examples.get(entry)
  if (!found || 'broken' in found.example) return found
  const { decoded } = found.example
  return {
    ...found,
    example: {
      decoded: { ...decoded, pixels: toChannels(decoded.pixels, glanced.framing.channels, framing.channels) }
    }
  }
}

/** What cannot be read takes its partner with it. */
function unreadable({ path, partner }: Entry, broken: Broken[]): DatasetIssue[] {
  const other = (file: string) => (file === path ? partner : path)
  const alone = broken.length === 1 && partner !== null
  return broken.map(({ path: file, reason }) => ({
    path: file,
    kind: 'unreadable',
    reason: alone ? `${reason} “${other(file)}” is left out with it.` : reason
  }))
}

/** A few pictures say what all of them are like; in the framing that most are going to have. */
async function glance(plan: Plan, { signal }: WorkOptions): Promise<NonNullable<Plan['glanced']>> {
  const { entries } = plan
  const framing: Framing = { size: 64, channels: 3, fit: 'cover', position: 'centre' }
  const step = Math.max(1, entries.length / glanceCount)
  const some = Array.from(
    { length: Math.min(entries.length, glanceCount) },
    (_, i) => entries[Math.floor(i * step)]
  ).filter(entry => entry !== undefined)
  const examples = new Map<Entry, Read>()
  for await (const each of inOrder(some, glanceCount, entry => read(plan, entry, framing, signal)))
    examples.set(each.entry, each)
  return { framing, examples }
}

const decodedOf = (examples: Iterable<Read>): Decoded[] =>
  [...examples].flatMap(({ example }) => ('decoded' in example ? [example.decoded] : []))

const saidKept = ({ source, pairing }: Plan, count: number, cause: StudioError): StudioError => {
  const { one, many } = exampleTraitsOf(kindOfPairing(pairing).id)
  return new StudioError(
    'cancelled',
    `Cancelled. ${counted(count, one, many)} that ${count === 1 ? 'was' : 'were'} read ${count === 1 ? 'is' : 'are'} ` +
      `kept: import “${source.name}” again to go on from there.`,
    { cause }
  )
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
  const kinds = 'JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or HEIC'
  const [first, ...more] = issues
  const further = more.length === 0 ? '' : ` ${counted(more.length, 'other file')} could not be read either.`
  const blocked = first ? ` “${first.path}”: ${first.reason}${further}` : ''
  if (others === 0 && issues.length === 0)
    return new StudioError(
      'no-pictures',
      `The folder “${source.name}” is empty. Choose a folder with ${kinds} pictures in it.`
    )
  const files =
    others === 0 ? '' : others === 1 ? ' Its one file is of another kind.' : ` Its ${others} files are of other kinds.`
  return new StudioError(
    'no-pictures',
    `There are no pictures in “${source.name}”.${files}${blocked} Choose a folder with ${kinds} pictures in it.`
  )
}

function noneReadable({ source, entries, pairing }: Plan, issues: DatasetIssue[]): StudioError {
  const first = issues.find(issue => issue.kind === 'unreadable')
  const { one, many } = exampleTraitsOf(kindOfPairing(pairing).id)
  const count = entries.length === 1 ? `The one ${one}` : `None of the ${entries.length} ${many}`
  const verb = entries.length === 1 ? 'could not be read' : 'could be read'
  return new StudioError(
    'no-pictures',
    `${count} in “${source.name}” ${verb}.${first ? ` “${first.path}”: ${first.reason}` : ''}`
  )
}
