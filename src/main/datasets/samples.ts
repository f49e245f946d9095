/**
 * Datasets shipped with Atelier: resources/samples/<name>.json describes a sprite sheet PNG beside it,
 * tiles row by row, all of a class after one another.
 */
import { readFile, readdir } from 'node:fs/promises'
import sharp from 'sharp'
import { z } from 'zod'
import { StudioError } from '../../shared/errors'
import { resourceFile } from './resources'
import { UnreadablePicture, type Picture, type Source } from './source'

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

/** What is known of a sample before its pictures are opened. */
export interface Sample { name: string; title: string; summary: string; licence: string; imageCount: number; width: number; height: number; channels: 1 | 3 }

export async function describeSample(name: string): Promise<Sample> {
  const { title, summary, licence, labels, tile, channels } = await describe(name)
  return { name, title, summary, licence, imageCount: labels.reduce((sum, label) => sum + label.count, 0), ...tile, channels }
}

/** Alphabetically. */
export const sampleNames = async (): Promise<string[]> =>
  (await readdir(resourceFile('samples'))).filter(file => file.endsWith('.json')).map(file => file.slice(0, -'.json'.length)).sort()

async function describe(name: string): Promise<Description> {
  return description.parse(JSON.parse(await readFile(resourceFile('samples', `${name}.json`), 'utf8')))
}

/** A sample by a name that there is; opened when it is first listed or read. */
export function sampleSource(name: string): Source {
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
  }
}

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
