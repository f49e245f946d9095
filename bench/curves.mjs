/**
 * Draws the losses of runs as curves, one panel each, into an SVG: means over a hundredth of the run, on a range that
 * leaves out the most extreme fiftieth.
 *
 *     atelier export csv RUN --rows steps -o run.csv
 *     node bench/curves.mjs OUT.svg "TITLE=run.csv" …
 */
import { readFileSync, writeFileSync } from 'node:fs'

const [out, ...panels] = process.argv.slice(2)
if (!out || panels.length === 0) {
  process.stderr.write('Say what to write, then TITLE=FILE for each run.\n')
  process.exit(2)
}
const [width, height, left, top] = [340, 200, 40, 24]
const colours = ['#0072b2', '#d55e00']

/** @param {string} file @returns {{ steps: number[], curves: number[][] }} */
function read(file) {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(',').map(Number))
  const steps = rows.map(([step = 0]) => step)
  const each = Math.max(1, Math.floor(rows.length / 100))
  const groups = Array.from({ length: Math.floor(rows.length / each) }, (_, i) => rows.slice(i * each, (i + 1) * each))
  /** @param {number[]} values */
  const mean = values => values.reduce((a, b) => a + b, 0) / values.length
  const count = (rows[0]?.length ?? 1) - 1
  return {
    steps: [steps[0] ?? 0, steps.at(-1) ?? 0],
    curves: Array.from({ length: count }, (_, curve) =>
      groups.map(group => mean(group.map(row => row[curve + 1] ?? 0)))
    )
  }
}

/** @param {string} panel @param {number} at */
function draw(panel, at) {
  const [title = '', file = ''] = panel.split('=')
  const { steps, curves } = read(file)
  const all = curves.flat().sort((a, b) => a - b)
  const [low, high] = [all[Math.floor(all.length / 50)] ?? 0, all[Math.floor((all.length * 49) / 50)] ?? 1]
  const x = (/** @type {number} */ i, /** @type {number} */ n) => left + (i / (n - 1)) * (width - left - 12)
  const y = (/** @type {number} */ value) =>
    top + (1 - (Math.min(high, Math.max(low, value)) - low) / (high - low)) * (height - top - 28)
  const lines = curves.map(
    (curve, k) =>
      `<polyline fill="none" stroke="${colours[k]}" stroke-width="1.5" points="` +
      `${curve.map((value, i) => `${x(i, curve.length).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}"/>`
  )
  const label = (/** @type {number} */ value) =>
    `<text x="${left - 4}" y="${y(value) + 4}" text-anchor="end">${value.toFixed(1).replace('-', '−')}</text>`
  return `<g transform="translate(${(at % 2) * width},${Math.floor(at / 2) * height})">
<text x="${left}" y="14" font-weight="600">${title}</text>
<rect x="${left}" y="${top}" width="${width - left - 12}" height="${height - top - 28}" fill="none" stroke="#8888"/>
${label(low)}${label(high)}
<text x="${left}" y="${height - 10}">step ${steps[0]?.toLocaleString('en')}</text>
<text x="${width - 12}" y="${height - 10}" text-anchor="end">${steps[1]?.toLocaleString('en')}</text>
${lines.join('\n')}
</g>`
}

const [columns, rows] = [Math.min(2, panels.length), Math.ceil(panels.length / 2)]
const size = [columns * width, rows * height + 20]
writeFileSync(
  out,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.join(' ')}" width="${size[0]}" height="${size[1]}" ` +
    `font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>
${panels.map(draw).join('\n')}
<text x="${left}" y="${(size[1] ?? 0) - 6}"><tspan fill="${colours[0]}">discriminator</tspan>
<tspan fill="${colours[1]}">generator</tspan></text>
</svg>
`
)
