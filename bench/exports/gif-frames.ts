/**
 * The time that a GIF takes to be made of frames that are there: of five to warm up, then of all by the clock, which is
 * printed in milliseconds. For gif_peers.py beside this.
 *
 *     node out/main/gif-frames.js RAW WIDTH HEIGHT CHANNELS SCALE OUT [one-palette] [DITHER]
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { makeGif } from '../../src/main/exports/gif'
import { film } from '../../src/main/exports/tools/film'

const [raw = '', width, height, channels, scale, out = '', shared = '', dither = '0'] = process.argv.slice(2)
const shape: [number, number, number] = [Number(height), Number(width), Number(channels)]
const bytes = readFileSync(raw)
const each = shape[0] * shape[1] * shape[2]
const shots = Array.from({ length: bytes.length / each }, (_, i) => ({
  samples: async () => ({ count: 1, shape, pixels: bytes.subarray(i * each, (i + 1) * each) }),
  caption: null
}))
const options = {
  ...{ framesPerSecond: 8, firstSeconds: 0, holdSeconds: 0.125, fade: 0 },
  ...{ columns: 1, rows: 1, scale: Number(scale), smooth: false }
}
const colours = { shared: shared === 'one-palette', dither: Number(dither) }
await makeGif(film(shots.slice(0, 5), options, {}), colours)
const began = performance.now()
const made = await makeGif(film(shots, options, {}), colours)
process.stdout.write(`${performance.now() - began}\n`)
writeFileSync(out, made.bytes)
