/** Gathers the report on a folder while its pictures are decoded. */
import { nearestAspect } from '../../../shared/datasets/aspects'
import type { DatasetIssue, Framing } from '../../../shared/domain'
import { findingKinds, type Finding, type FindingKind, type Survey } from '../../../shared/datasets/report'
import type { Decoded } from '../decoder/protocol'
import type { FileFacts } from '../pictures/file-facts'
import type { Flaw } from '../source'
import { Alike } from './alike'

export type Findings = { kind: FindingKind; found: Finding[] }[]

/** Sizes that are told apart: the commonest. */
const sizesNamed = 12

/** What files of a format are called by their endings, lower case. */
const endings: Record<string, readonly string[]> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif', 'jif'],
  png: ['png'],
  webp: ['webp'],
  gif: ['gif'],
  bmp: ['bmp', 'dib'],
  tiff: ['tif', 'tiff'],
  heif: ['avif', 'avifs'],
  heic: ['heic', 'heif', 'hif']
}
const formatNames: Record<string, string> = { heif: 'AVIF', webp: 'WebP', '': 'bare pixels' }
const colourNames: Record<FileFacts['colour'], string> = {
  grey: 'grey',
  colour: 'colour',
  cmyk: 'CMYK',
  lab: 'CIE Lab'
}

export class Surveyor {
  private readonly tallies = Object.fromEntries(
    ['formats', 'sizes', 'aspects', 'colours', 'depths'].map(name => [name, new Map<string, number>()])
  )
  private readonly found = new Map<FindingKind, Finding[]>()
  private readonly alike = new Alike()
  private readonly greys: string[] = []
  private readonly firstWith = new Map<string, string>()
  private coloured = 0

  /** @param framing how the pictures are learned */
  constructor(private readonly framing: Framing) {}

  /** @returns the path of an exact copy that came before it; null where there is none */
  see(path: string, { facts, width, height, grey, hash, look }: Decoded): string | null {
    this.count('formats', nameOf(facts.format))
    this.count('sizes', `${width}×${height}`)
    this.count('aspects', aspectOf(width, height))
    this.count('colours', facts.colour === 'colour' && grey ? 'grey, saved as colour' : colourNames[facts.colour])
    this.count('depths', facts.depth === 'float' ? 'floating point' : `${facts.depth} bits`)
    if (grey) this.greys.push(path)
    else this.coloured++
    const [ending, usual] = [endingOf(path), endings[facts.format]]
    if (ending !== '' && usual && !usual.includes(ending))
      this.note('misnamed', path, `By its content it is ${nameOf(facts.format)}.`)
    if (Math.min(width, height) < this.framing.size) this.note('tiny', path, `${width} × ${height} pixels.`)
    if (facts.transparent) this.note('transparent', path)
    if (facts.frames > 1) this.note('animated', path, `${facts.frames.toLocaleString('en-GB')} frames.`)
    if (facts.colour === 'cmyk') this.note('cmyk', path)
    if (facts.depth !== '8')
      this.note('deep', path, facts.depth === 'float' ? 'Floating point.' : `${facts.depth} bits per channel.`)
    if (facts.turned) this.note('turned', path)
    return this.copy(path, hash, look)
  }

  private copy(path: string, hash: string, look: Uint8Array): string | null {
    const first = this.firstWith.get(hash) ?? null
    if (first !== null) {
      this.note('duplicate', path, `The same picture as “${first}”.`)
      return first
    }
    this.firstWith.set(hash, path)
    const alike = this.alike.add(path, look)
    if (alike !== null) this.note('alike', path, `Nearly the same picture as “${alike}”.`)
    return null
  }

  /** A file that is left out, and in a word why. */
  leaveOut(kind: Flaw | 'unpaired', path: string, reason: string): void {
    this.note(kind, path, reason)
  }

  /** What was left out before anything was decoded. */
  leaveOutAll(issues: readonly DatasetIssue[]): void {
    for (const { kind, path, reason } of issues) this.note(kind, path, reason)
  }

  result(): { survey: Survey; findings: Findings } {
    if (this.coloured > 0) for (const path of this.greys) this.note('grey', path)
    const tally = (name: string, most = Infinity) => commonest(this.tallies[name] ?? new Map(), most)
    return {
      survey: {
        formats: tally('formats'),
        sizes: tally('sizes', sizesNamed),
        aspects: tally('aspects'),
        colours: tally('colours'),
        depths: tally('depths')
      },
      findings: findingKinds.flatMap(kind => {
        const found = this.found.get(kind)
        return found ? [{ kind, found }] : []
      })
    }
  }

  private count(name: string, value: string): void {
    const counts = this.tallies[name]
    counts?.set(value, (counts.get(value) ?? 0) + 1)
  }

  private note(kind: FindingKind, path: string, detail = ''): void {
    const found = this.found.get(kind)
    if (found) found.push({ path, detail })
    else this.found.set(kind, [{ path, detail }])
  }
}

const nameOf = (format: string): string => formatNames[format] ?? format.toUpperCase()

const endingOf = (path: string): string => /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''

function aspectOf(width: number, height: number): string {
  const nearest = nearestAspect(width, height)
  if (nearest) return nearest.label.toLowerCase()
  if (width > 2 * height) return 'wider than 2:1'
  if (height > 2 * width) return 'taller than 1:2'
  return width > height ? 'landscape' : 'portrait'
}

/** The commonest first; beyond so many, the rest together. */
function commonest(counts: ReadonlyMap<string, number>, most: number): Survey['sizes'] {
  const sorted = [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count)
  const rest = sorted.slice(most)
  if (rest.length === 0) return sorted
  return [
    ...sorted.slice(0, most),
    { name: `${rest.length} other sizes`, count: rest.reduce((sum, { count }) => sum + count, 0) }
  ]
}
