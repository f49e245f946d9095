/**
 * Datasets shipped with Atelier: resources/samples/<name>.json describes a sprite sheet PNG beside it,
 * tiles row by row, all of a class after one another.
 */
import { readFile, readdir } from 'node:fs/promises'
import sharp from 'sharp'
import { z } from 'zod'
import type { Sheet } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { encodeSheet } from '../../exports/sheet'
import { resourceFile } from '../resources'
import { UnreadablePicture, type Picture, type Source, type SourceDefinition } from '../source'

const description = z.object({
  title: z.string(),
  summary: z.string(),
  licence: z.string(),
  source: z.string(),
  /** File of the sprite sheet. */
  sheet: z.string(),
  tile: z.object({ width: z.int().positive(), height: z.int().positive() }),
  columns: z.int().positive(),
  channels: z.union([z.literal(1), z.literal(3)]),
  /** Classes in label order, and how many tiles each has. */
  labels: z.array(z.object({ name: z.string(), count: z.int().positive() })).min(1)
})
type Description = z.infer<typeof description>

export interface Builtin { name: string; title: string; summary: string; imageCount: number; licence: string }

/** What can be imported by name, alphabetically. */
export async function listBuiltins(): Promise<Builtin[]> {
  return Promise.all((await builtinNames()).map(async name => {
    const { title, summary, licence, labels } = await describe(name)
    return { name, title, summary, licence, imageCount: labels.reduce((sum, label) => sum + label.count, 0) }
  }))
}

/** `count` of its pictures (or all, where there are fewer), evenly from first to last and so from every class, in their exact pixels. */
export async function previewBuiltin(name: string, count: number): Promise<Sheet> {
  const { indexes, read } = await openTiles(name)
  const shown = Math.min(count, indexes.size)
  const paths = [...indexes.keys()]
  const pictures = Array.from({ length: shown }, (_, i) => read(paths[Math.floor(((i + 0.5) * paths.length) / shown)] ?? ''))
  const [first] = pictures
  if (!first) throw new StudioError('internal', `“${name}” has no pictures.`)
  return encodeSheet({ count: shown, shape: [first.height, first.width, first.channels], pixels: Buffer.concat(pictures.map(({ pixels }) => pixels)) })
}

const builtinNames = async (): Promise<string[]> =>
  (await readdir(resourceFile('samples'))).filter(file => file.endsWith('.json')).map(file => file.slice(0, -'.json'.length)).sort()

async function describe(name: string): Promise<Description> {
  const names = await builtinNames()
  if (!names.includes(name)) throw new StudioError('not-found', `There is no built-in dataset “${name}”. There are: ${names.join(', ')}.`)
  return description.parse(JSON.parse(await readFile(resourceFile('samples', `${name}.json`), 'utf8')))
}

export default {
  kind: 'builtin',
  open: name => {
    let opened: Promise<Tiles> | null = null
    const tiles = (): Promise<Tiles> => (opened ??= openTiles(name))
    return {
      kind: 'builtin',
      origin: name,
      name,
      list: async () => {
        const { labels, indexes, labelOf } = await tiles()
        return { paths: [...indexes.keys()], issues: [], others: 0, labels: { names: labels, of: path => labelOf.get(path) ?? -1 } }
      },
      read: async path => (await tiles()).read(path)
    } satisfies Source
  }
} satisfies SourceDefinition

interface Tiles {
  labels: string[]
  /** Path → place in the sheet. */
  indexes: Map<string, number>
  labelOf: Map<string, number>
  read: (path: string) => Tile
}
type Tile = Extract<Picture, { pixels: Uint8Array }>

async function openTiles(name: string): Promise<Tiles> {
  const { sheet, tile: { width, height }, columns, channels, labels } = await describe(name)
  const file = sharp(await readFile(resourceFile('samples', sheet)))
  const { data, info } = await (channels === 1 ? file.toColourspace('b-w') : file.toColourspace('srgb')).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  if (info.channels !== channels) throw new StudioError('internal', `The sheet of “${name}” has ${info.channels} channels instead of ${channels}.`)
  const indexes = new Map<string, number>()
  const labelOf = new Map<string, number>()
  labels.forEach((label, number) => {
    const folder = `${number}-${label.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
    for (let i = 0; i < label.count; i++) {
      const path = `${folder}/${String(i).padStart(4, '0')}.png`
      labelOf.set(path, number)
      indexes.set(path, indexes.size)
    }
  })
  const read = (path: string): Tile => {
    const index = indexes.get(path)
    if (index === undefined) throw new UnreadablePicture('It is not in the built-in dataset.')
    const pixels = new Uint8Array(width * height * channels)
    const left = (index % columns) * width, top = Math.floor(index / columns) * height
    for (let y = 0; y < height; y++) {
      const start = ((top + y) * info.width + left) * channels
      pixels.set(data.subarray(start, start + width * channels), y * width * channels)
    }
    return { pixels, width, height, channels }
  }
  return { labels: labels.map(label => label.name), indexes, labelOf, read }
}
