/**
 * Which recipe makes the best pictures in equal processor seconds? Trains each with several seeds on a dataset, each
 * run in a process of its own, seeds in turns; measures what they draw on the features of a small classifier
 * (yardstick/) of a labelled set, against 10,000 pictures of that set (a folder: against its own), by sliced
 * Wasserstein distance and by MS-SSIM; and keeps a sheet of each. No figure alone judges: look at the sheets. A table
 * on stderr, one JSON document on stdout.
 *
 *     npm run bench -- --quality [--dataset fashion-mini | /FOLDER] [--yardstick fashion-mnist] [--seconds 180]
 *       [--seeds 3] [--pictures 2500] [--sheets FOLDER] --recipe "NAME: MODEL key=value …" …
 */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import type { Settings } from '../../src/shared/domain'
import { permutation } from '../../src/shared/random'
import { readSettings } from '../../src/main/cli/settings'
import { importImages, openSource } from '../../src/main/datasets'
import { cacheFolder } from '../../src/main/lib/packages/cache-folder'
import { encodeSheet } from '../../src/main/drawing/sheet'
import { slicedWasserstein } from '../../src/main/metrics/sliced-wasserstein'
import { meanMsSsim } from '../../src/main/metrics/ms-ssim'
import { findModel } from '../../src/main/models'
import { completeSettings, type ModelDefinition } from '../../src/main/models/definition'
import { Decoder } from '../../src/main/studio/decoder/decoder'
import { startDecoder } from '../../src/main/studio/decoder/process'
import { bundledProgram } from '../../src/main/lib/bundled-program'
import { forkProcess } from '../../src/main/studio/processes/fork'
import type { RecipeOrder, RecipeResult } from './one'
import type { LabelledPictures } from '../yardstick/classifier'
import { featureMoments, frechetDistance, kernelDistance } from '../yardstick/frechet'
import { featureCount } from '../yardstick/network'

const { values } = parseArgs({
  options: {
    quality: { type: 'boolean' },
    dataset: { type: 'string', default: 'fashion-mini' },
    yardstick: { type: 'string', default: 'fashion-mnist' },
    seconds: { type: 'string', default: '180' },
    seeds: { type: 'string', default: '3' },
    pictures: { type: 'string', default: '2500' },
    sheets: { type: 'string' },
    recipe: { type: 'string', multiple: true, default: ['as recommended: dcgan-28'] }
  }
})
const count = Number(values.pictures)
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
const program = bundledProgram('recipe.js', undefined)
if (!program) throw new Error('out/main/recipe.js is missing: `npm run build` makes it.')
const cache = join(cacheFolder(), 'bench-yardstick')

interface Recipe {
  name: string
  model: ModelDefinition
  settings: Settings
}
const recipes = values.recipe.map((line): Recipe => {
  const [, name, id, words = ''] = /^(.*?):\s*(\S+)\s*(.*)$/.exec(line) ?? []
  if (name === undefined || id === undefined) throw new Error(`A recipe is "NAME: MODEL key=value …"; got "${line}".`)
  const model = findModel(id)
  return { name, model, settings: readSettings(model, words.split(/\s+/).filter(Boolean)) }
})

const folder = mkdtempSync(join(tmpdir(), 'atelier-recipes-'))
const decoder = new Decoder(() => startDecoder(forkProcess))
try {
  const [first] = recipes
  if (!first) throw new Error('There is no recipe.')
  const [height, , depth] = first.model.image(completeSettings(first.model, first.settings))
  const channels = depth === 1 ? 1 : 3
  const importAs = (name: string, file: string) =>
    importImages(openSource(isAbsolute(name) ? 'folder' : 'builtin', name), decoder, () => join(folder, file), {
      framing: { size: height, channels, fit: 'cover', position: 'centre' }
    })
  const [own, whole] = [await importAs(values.dataset, 'own.u8'), await importAs(values.yardstick, 'whole.u8')]
  if (whole.labels.length < 2) throw new Error(`${values.yardstick} has no classes: it cannot be a yardstick.`)
  const shape = [height, height, channels] as const
  const set: LabelledPictures = {
    name: values.yardstick,
    pixels: readFileSync(whole.cache),
    labels: Int32Array.from(whole.images, ({ label }) => label),
    classes: whole.labels.length,
    shape: [...shape]
  }
  const { openEngine } = await import('../../src/main/engine/engines')
  const engine = await openEngine('tensorflow')
  const { Classifier } = await import('../yardstick/classifier')
  const classifier = await Classifier.of(set, cache)
  const percent = (100 * classifier.accuracy).toFixed(1)
  process.stderr.write(`The classifier of ${set.name} finds the class of ${percent} % of the held-out pictures.\n`)
  const each = shape[0] * shape[1] * shape[2]
  const drawnFrom = (all: Uint8Array, some: number, key: string): Uint8Array =>
    Buffer.concat(
      [...permutation(all.length / each, key)].slice(0, some).map(at => all.subarray(at * each, (at + 1) * each))
    )
  const trainedOn = readFileSync(own.cache)
  // A small set of ours is measured by the whole set that it is from; somebody's folder by itself.
  const reference = drawnFrom(isAbsolute(values.dataset) ? trainedOn : set.pixels, 10_000, 'reference')
  const features = await classifier.features(reference)
  const moments = featureMoments(features, featureCount)
  const measure = async (pixels: Uint8Array) => {
    const seen = await classifier.features(pixels)
    return {
      frechet: frechetDistance(featureMoments(seen, featureCount), moments),
      // In quadratic memory: of as many as there are, at most 2,500.
      kernel: kernelDistance(
        seen.subarray(0, 2500 * featureCount),
        features.subarray(0, 2500 * featureCount),
        featureCount
      ),
      sliced: slicedWasserstein(pixels, trainedOn, each),
      alike: meanMsSsim(pixels.subarray(0, 1000 * each), [...shape])
    }
  }
  const row = (...cells: readonly string[]): void => void process.stderr.write(`| ${cells.join(' | ')} |\n`)
  const columns = ['recipe', 'seed', 'steps', 'processor seconds', 'Fréchet', 'kernel', 'sliced Wasserstein', 'MS-SSIM']
  row(...columns)
  row(...columns.map(() => '---'))
  type Measured = Awaited<ReturnType<typeof measure>>
  const figures = ({ frechet, kernel, sliced }: Pick<Measured, 'frechet' | 'kernel' | 'sliced'>): string[] => [
    frechet.toFixed(2),
    kernel.toFixed(4),
    sliced.toFixed(4)
  ]
  const show = (name: string, seed: string, steps: string, seconds: string, found: Measured): void =>
    row(name, seed, steps, seconds, ...figures(found), found.alike?.toFixed(3) ?? '–')
  const itself = await measure(drawnFrom(trainedOn, count, 'dataset'))
  show('the dataset itself', '–', '–', '–', itself)

  const results: { recipe: string; seed: number; steps: number; seconds: number; found: Measured }[] = []
  for (let seed = 1; seed <= Number(values.seeds); seed++)
    for (const { name, model, settings } of recipes) {
      const recommended = model.suits({
        imageCount: own.images.length,
        exampleCount: own.images.length,
        sourceSize: own.sourceSize,
        grey: own.grey,
        labels: own.labels
      }).settings
      const order: RecipeOrder = {
        model: model.id,
        settings: { ...recommended, ...settings },
        seed,
        seconds: Number(values.seconds),
        dataset: {
          path: own.cache,
          count: own.images.length,
          labels: own.images.map(({ label }) => label),
          classes: own.labels.length
        },
        pictures: join(folder, `${randomUUID()}.u8`),
        count
      }
      const { steps, seconds } = await trained(order)
      const pixels = readFileSync(order.pictures)
      rmSync(order.pictures)
      const found = await measure(pixels)
      results.push({ recipe: name, seed, steps, seconds, found })
      show(name, String(seed), String(steps), seconds.toFixed(0), found)
      if (values.sheets !== undefined) await keepSheet(values.sheets, `${name}-${seed}`, pixels)
    }
  for (const { name } of recipes) {
    const own = results.filter(({ recipe }) => recipe === name)
    const mean = (of: (result: (typeof own)[number]) => number): number =>
      own.reduce((sum, result) => sum + of(result) / own.length, 0)
    row(
      `${name}, mean of ${own.length}`,
      '',
      mean(({ steps }) => steps).toFixed(0),
      mean(({ seconds }) => seconds).toFixed(0),
      ...figures({
        frechet: mean(({ found }) => found.frechet),
        kernel: mean(({ found }) => found.kernel),
        sliced: mean(({ found }) => found.sliced)
      }),
      ''
    )
  }
  const document = {
    engine: `${engine.title} ${engine.version} ${engine.device}`,
    dataset: values.dataset,
    yardstick: { name: set.name, accuracy: classifier.accuracy },
    itself,
    results
  }
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  classifier.dispose()

  async function keepSheet(into: string, name: string, pixels: Uint8Array): Promise<void> {
    mkdirSync(into, { recursive: true })
    const sheet = await encodeSheet({ count: 64, shape: [...shape], pixels: pixels.subarray(0, 64 * each) })
    writeFileSync(join(into, `${name.replaceAll(/[^\w.-]+/g, '-')}.png`), sheet.png)
  }
} finally {
  decoder.close()
  rmSync(folder, { recursive: true, force: true })
}

async function trained(order: RecipeOrder): Promise<RecipeResult> {
  const file = join(folder, 'order.json')
  writeFileSync(file, JSON.stringify(order))
  const child = spawn(process.execPath, [join(dirname(program ?? ''), 'recipe.js'), file], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const [said, code] = await Promise.all([
    text(child.stdout),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve))
  ])
  if (code !== 0) throw new Error(`A recipe ended with ${String(code)}: ${JSON.stringify(order.settings)}.`)
  return JSON.parse(said) as RecipeResult
}
