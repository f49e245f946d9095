/** Fresh samples, each a file of its own: an archive of PNGs in exact pixels, or enlarged by a whole scale. */
import { zipSync } from 'fflate'
import { counted } from '../../shared/counted'
import { StudioError } from '../../shared/errors'
import { pictureOf } from '../../shared/sampling-knobs'
import { encodePixels } from '../drawing/sheet'
import type { SamplePixels } from '../engine/protocol'
import { checkCancelled } from '../lib/cancel'
import type { Format } from './format'
import { checkpointEpoch, checkpointOption } from './tools/checkpoint-option'
import { enlarge } from './tools/enlarge'

const option = { advanced: false }

const format: Format = {
  id: 'samples',
  title: 'Export samples',
  label: 'Samples, a file each',
  summary: 'Fresh samples, each a PNG of its own. The same seed gives the same ones.',
  extension: 'zip',
  mediaType: 'application/zip',
  unpacks: true,
  group: 'pictures',
  needs: 'checkpoints',
  drawsFrom: true,
  options: holdings => [
    checkpointOption(holdings, 'Checkpoint to draw from'),
    {
      ...option,
      key: 'seed',
      type: 'int',
      label: 'Seed',
      default: 1,
      min: 0,
      max: 2 ** 31 - 1,
      help: 'Of the latents.'
    },
    { ...option, key: 'count', type: 'int', label: 'Samples', default: 100, min: 1, max: 4096, help: 'How many.' },
    {
      ...option,
      key: 'scale',
      type: 'int',
      label: 'Enlarge',
      unit: 'times',
      default: 1,
      min: 1,
      max: 16,
      help: 'Whole multiple of their own pixels.'
    },
    { advanced: true, key: 'smooth', type: 'flag', label: 'Smooth', default: false, help: 'Enlarged with soft edges.' }
  ],
  write: async ({ run, draw }, { number, word, flag, inputs }, { signal, progress }) => {
    if (pictureOf(run) || run.examples.scatter)
      throw new StudioError(
        'unsupported',
        `"${run.name}" draws no single pictures of a latent alone: \`translate\` writes a file for each of a folder.`
      )
    const [epoch, seed, count] = [checkpointEpoch(word), number('seed'), number('count')]
    const drawn = await draw({ epoch, seed, count, inputs })
    const files: Record<string, Uint8Array> = {}
    for (let i = 0; i < drawn.count; i++) {
      checkCancelled(signal)
      files[`${String(i + 1).padStart(String(count).length, '0')}.png`] = await encodePixels(
        await enlarge(rasterOf(drawn, i), { scale: number('scale'), smooth: flag('smooth') })
      )
      progress?.({ label: 'Writing pictures', done: i + 1, total: drawn.count })
    }
    return {
      // PNGs are packed already.
      bytes: zipSync(files, { level: 0, mtime: '1980-01-01' }),
      mark: `${epoch === undefined ? '' : `epoch ${epoch} `}seed ${seed}`,
      words: `${counted(drawn.count, 'picture')} of "${run.name}", seed ${seed}`,
      facts: { count: drawn.count, seed }
    }
  }
}
export default format

function rasterOf({ pixels, shape: [height, width, channels] }: SamplePixels, i: number) {
  const each = height * width * channels
  return { pixels: pixels.slice(i * each, (i + 1) * each), width, height, channels }
}
