/**
 * Draws icon.svg and icon.png: noise on the left resolves, tile by tile, into a picture on the right.
 *   node resources/make-icon.mjs
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'

const side = 512, margin = 32, tiles = 8, gap = 4
const inner = side - 2 * margin - 48
const tile = (inner + gap) / tiles - gap
const start = (side - inner) / 2

/** Seeded, so that the icon is the same each time. */
let state = 20
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}

/** The picture: a sun over two hills, in tiles. x and y from 0 to 1. */
function picture(x, y) {
  if (y > 0.7 + 0.12 * Math.sin(5.2 * x + 3.6)) return [24, 84, 92]
  if (y > 0.5 + 0.14 * Math.sin(4.2 * x + 5.4)) return [42, 138, 130]
  if (Math.hypot(x - 0.625, y - 0.375) < 0.21) return [255, 214, 102]
  return mix([244, 110, 86], [252, 170, 100], y * 1.6)
}
const mix = (a, b, t) => a.map((value, i) => value + (b[i] - value) * Math.min(1, Math.max(0, t)))
const hex = colour => '#' + colour.map(value => Math.round(value).toString(16).padStart(2, '0')).join('')

const squares = []
for (let row = 0; row < tiles; row++) for (let column = 0; column < tiles; column++) {
  const grey = 50 + 170 * random()
  const clear = Math.min(1, Math.max(0, (column + 0.8 * (random() - 0.5) - 0.9) / 3.4))
  const colour = mix([grey, grey, grey * 1.06], picture((column + 0.5) / tiles, (row + 0.5) / tiles), clear)
  squares.push(`  <rect x="${(start + column * (tile + gap)).toFixed(1)}" y="${(start + row * (tile + gap)).toFixed(1)}" width="${tile.toFixed(1)}" height="${tile.toFixed(1)}" rx="6" fill="${hex(colour)}"/>`)
}

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 ${side} ${side}">
  <title>Atelier</title>
  <rect x="${margin}" y="${margin}" width="${side - 2 * margin}" height="${side - 2 * margin}" rx="88" fill="#17181c"/>
  <clipPath id="frame"><rect x="${start}" y="${start}" width="${inner}" height="${inner}" rx="64"/></clipPath>
  <g clip-path="url(#frame)">
${squares.join('\n')}
  </g>
</svg>
`
writeFileSync(join(import.meta.dirname, 'icon.svg'), svg)
await sharp(Buffer.from(svg)).png({ compressionLevel: 9 }).toFile(join(import.meta.dirname, 'icon.png'))
