/**
 * Datasets by name: samples that are shipped with Atelier, and starters that are fetched when they are first wanted.
 */
import type { ExampleKindId, ExampleTraits, Framing, Sheet } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { didYouMean } from '../../../shared/nearest-names'
import type { PictureDecoder } from '../decoder/protocol'
import { exampleTraitsOf } from '../../models/examples'
import { datasetKinds, makerOf } from '../kinds'
import { previewImages } from '../pictures/preview'
import { describeSample, sampleNames, sampleSource } from '../samples'
import type { Source, SourceDefinition } from '../source'
import { isFetched, starters, starterSource } from '../starters'

const pictures = { exampleKind: 'pictures', examples: exampleTraitsOf('pictures') }

/** Side of a small scatter, pixels. */
const tileOfGrowth = 64

export interface Builtin {
  name: string
  title: string
  summary: string
  imageCount: number
  licence: string
  exampleKind: ExampleKindId
  examples: ExampleTraits
  /** Of what is fetched when it is first wanted; absent where nothing is. */
  downloadBytes?: number
  /** Whether that has been fetched. */
  fetched?: boolean
}

/**
 * What can be imported by name: what is shipped, what is made on the spot, then what is fetched, the smallest download
 * first.
 */
export async function listBuiltins(): Promise<Builtin[]> {
  const samples = await Promise.all((await sampleNames()).map(describeSample))
  return [
    ...samples.map(({ name, title, summary, imageCount, licence }) => ({
      name,
      title,
      summary,
      imageCount,
      licence,
      ...pictures
    })),
    ...datasetKinds.all.flatMap(({ id, made }) =>
      (made?.list() ?? []).map(set => ({ ...set, exampleKind: id, examples: exampleTraitsOf(id) }))
    ),
    ...starters.map(starter => {
      const {
        name,
        title,
        summary,
        imageCount,
        licence,
        package: { bytes }
      } = starter
      return {
        name,
        title,
        summary,
        imageCount,
        licence,
        ...pictures,
        downloadBytes: bytes,
        fetched: isFetched(starter)
      }
    })
  ]
}

/**
 * `count` of its pictures (or all, where there are fewer), evenly from first to last, in their exact pixels; of what
 * is made on the spot, `count` pictures, each of more of it than the one before.
 * @throws StudioError not-found, where they are not on this machine: nothing is fetched for a preview
 */
export async function previewBuiltin(decoder: PictureDecoder, name: string, count: number): Promise<Sheet> {
  const made = makerOf('builtin', name)?.made
  if (made) return made.preview(name, tileOfGrowth, count)
  const { source, tile } = await open(name, starter => {
    if (!isFetched(starter))
      throw new StudioError(
        'not-found',
        `The pictures of “${starter.title}” have not been fetched yet. Import “${name}” to fetch them.`
      )
  })
  const { paths } = await source.list()
  const shown = Math.min(count, paths.length)
  const images = Array.from({ length: shown }, (_, i) => ({
    path: paths[Math.floor(((i + 0.5) * paths.length) / shown)] ?? '',
    partner: null
  }))
  return previewImages({ source, pairing: null, decoder }, images, { ...tile, fit: 'contain', position: 'centre' })
}

async function open(
  name: string,
  check: (starter: (typeof starters)[number]) => void = () => {}
): Promise<{ source: Source; tile: Pick<Framing, 'size' | 'channels'> }> {
  const starter = starters.find(starter => starter.name === name)
  if (starter) {
    check(starter)
    return { source: starterSource(starter), tile: starter.tile }
  }
  const names = await sampleNames()
  const all = [
    ...names,
    ...datasetKinds.all.flatMap(({ made }) => made?.list().map(({ name }) => name) ?? []),
    ...starters.map(({ name }) => name)
  ]
  if (!names.includes(name))
    throw new StudioError(
      'not-found',
      `There is no built-in dataset “${name}”.${didYouMean(name, all)} There are: ${all.join(', ')}.`
    )
  const { width, height, channels } = await describeSample(name)
  return { source: sampleSource(name), tile: { size: Math.max(width, height), channels } }
}

export default {
  id: 'builtin',
  recipe: 'name',
  open: name => {
    let opened: Promise<Source> | null = null
    const source = (): Promise<Source> => (opened ??= open(name).then(({ source }) => source))
    return {
      kind: 'builtin',
      origin: name,
      name,
      list: async options => (await source()).list(options),
      prepare: async options => (await source()).prepare?.(options),
      locate: async path => (await source()).locate(path)
    } satisfies Source
  }
} satisfies SourceDefinition
