/**
 * Datasets shipped with Atelier: resources/samples/<name>.json describes a sprite sheet PNG beside it,
 * tiles row by row, all of a class after one another.
 */
import { readFile, readdir } from 'node:fs/promises'
import { z } from 'zod'
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
export interface Sample {
  name: string
  title: string
  summary: string
  licence: string
  imageCount: number
  width: number
  height: number
  channels: 1 | 3
}

export async function describeSample(name: string): Promise<Sample> {
  const { title, summary, licence, labels, tile, channels } = await describe(name)
  return {
    name,
    title,
    summary,
    licence,
    imageCount: labels.reduce((sum, label) => sum + label.count, 0),
    ...tile,
    channels
  }
}

/** Alphabetically. */
export const sampleNames = async (): Promise<string[]> =>
  (await readdir(resourceFile('samples')))
    .filter(file => file.endsWith('.json'))
    .map(file => file.slice(0, -'.json'.length))
    .sort()

async function describe(name: string): Promise<Description> {
  return description.parse(JSON.parse(await readFile(resourceFile('samples', `${name}.json`), 'utf8')))
}

/** A sample by a name that there is. */
export function sampleSource(name: string): Source {
  let opened: Promise<Tiles> | null = null
  const tiles = (): Promise<Tiles> => (opened ??= openTiles(name))
  return {
    kind: 'builtin',
    origin: name,
    name,
    list: async () => {
      const { labels, tiles: found } = await tiles()
      return {
        paths: [...found.keys()],
        issues: [],
        others: 0,
        labels: { names: labels, of: path => found.get(path)?.label ?? -1 }
      }
    },
    locate: async path => {
      const found = (await tiles()).tiles.get(path)
      if (!found) throw new UnreadablePicture('It is not in the built-in dataset.')
      return found.picture
    }
  }
}

interface Tiles {
  labels: string[]
  tiles: Map<string, { picture: Picture; label: number }>
}

async function openTiles(name: string): Promise<Tiles> {
  const { sheet, tile, columns, channels, labels } = await describe(name)
  const file = resourceFile('samples', sheet)
  const shape = { ...tile, channels }
  const tiles: Tiles['tiles'] = new Map()
  labels.forEach((label, number) => {
    const folder = `${number}-${label.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
    for (let i = 0; i < label.count; i++) {
      const place = tiles.size
      const picture = {
        sheet: file,
        left: (place % columns) * tile.width,
        top: Math.floor(place / columns) * tile.height,
        shape
      }
      tiles.set(`${folder}/${String(i).padStart(4, '0')}.png`, { picture, label: number })
    }
  })
  return { labels: labels.map(label => label.name), tiles }
}
