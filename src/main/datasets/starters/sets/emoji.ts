/**
 * Noto emoji: Google's pictures of every emoji of Unicode 16, 64×64, in the order and the groups that Unicode gives
 * them.
 */
import { z } from 'zod'
import type { StoredPicture } from '../contents'
import type { Starter } from '../starter'

const picture = z.object({ image: z.string() })
const list = z.array(
  picture.extend({
    short_name: z.string().regex(/^[\w+-]+$/),
    category: z.string(),
    sort_order: z.number(),
    /** By code points of the skin tones. */
    skin_variations: z.record(z.string(), picture).default({})
  })
)

const folder = 'package/img/google/64/'

export default {
  name: 'emoji',
  title: 'Noto emoji',
  summary: '3,786 emoji in colour, 64×64: faces, people in every skin tone, animals, food, flags.',
  licence: 'Apache 2.0 © Google (Noto Emoji)',
  source: 'Noto Emoji, https://github.com/googlefonts/noto-emoji, from the npm package emoji-datasource-google 16.0.0',
  imageCount: 3786,
  tile: { size: 64, channels: 3 },
  stored: 'files',
  package: {
    name: 'emoji-datasource-google',
    version: '16.0.0',
    integrity: 'sha512-ZRexfzs7MVoLnmzZmNsO4TKhnAJp5D++Vm6PpUpH/jEQQlemp3l88CjZ+DoZ2faM9R4QxZkOPJCoT8DlPhfQ3A==',
    bytes: 74_344_091
  },
  unpack: writer => {
    const files = new Map<string, { offset: number; length: number }>()
    let names: z.infer<typeof list> = []
    return {
      file: path => {
        if (path === 'package/emoji.json')
          return async body => {
            names = list.parse(JSON.parse((await whole(body)).toString()))
          }
        if (!path.startsWith(folder)) return null
        return async body => {
          const bytes = await whole(body)
          files.set(path.slice(folder.length), { offset: writer.offset, length: bytes.length })
          await writer.append(bytes)
        }
      },
      contents: () => {
        const labels = [...new Set(names.map(({ category }) => category))].sort()
        const pictures: StoredPicture[] = []
        for (const { image, short_name, category, skin_variations } of names.toSorted(
          (a, b) => a.sort_order - b.sort_order
        )) {
          const variants = Object.entries(skin_variations).map(([tones, { image }]) => ({
            image,
            name: `${short_name}-${tones.toLowerCase()}`
          }))
          for (const variant of [{ image, name: short_name }, ...variants]) {
            const file = files.get(variant.image)
            if (file)
              pictures.push({
                path: `${String(pictures.length).padStart(4, '0')}-${variant.name}.png`,
                label: labels.indexOf(category),
                ...file
              })
          }
        }
        return { labels, pictures }
      }
    }
  }
} satisfies Starter as Starter

/** A picture has a few kilobytes, the list of them two million. */
const largestFile = 16 * 2 ** 20

async function whole(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of body) {
    length += part.length
    if (length > largestFile) throw new Error('A file of the package is too large.')
    parts.push(part)
  }
  return Buffer.concat(parts)
}
