/**
 * One file for each kind of thing that is found by its folder: dropped into a copy of the tree, where nothing else
 * names them.
 */
import { spawn } from 'node:child_process'
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import sharp from 'sharp'

/** What each is called, as its id and in words. */
export const id = 'throw-away'

/** A kind of example of its own: three pictures in a row, one from each of three folders. */
export const strips = `${id}-strips`

/** The fewest files of a kind are the first two: what models see of it, and how a folder becomes it. */
export const stripFiles: Readonly<Record<string, string>> = {
  'src/main/models/examples/throw-away-strips.ts': `
    import type { Tensor } from '@tensorflow/tfjs-core'
    import { picturesOf } from '../../tensors/pixels'
    import { tf } from '../../tensors/tf'
    import { asItIs, type ExampleKind } from './kind'
    declare module '../phase' {
      interface ExampleColumns { first: Tensor; middle: Tensor; last: Tensor }
    }
    const middle = (rows: number) => ({ first: 1, step: 3, count: rows })
    export default {
      id: 'throw-away-strips',
      traits: {
        one: 'strip', many: 'strips', aside: '', learnt: 'strips of {shape}', scatter: false, framing: 'alike',
        across: 3,
        ways: [{
          how: 'throw-away', place: 9, label: 'In strips', help: 'They are thrown away.',
          action: 'Use as strips', words: '{first}, {middle}, {last}',
          fields: ['first', 'middle', 'last'].map(key => ({ key, label: key, name: key, choices: null })), usual: []
        }],
        arranged: 'three pictures in a row', classes: false, leftOut: 'in no strip', few: 0,
        origin: null, swap: null, given: null
      },
      packed: 'bytes',
      numbers: ([height, width, channels]) => 3 * height * width * channels,
      rowsPerExample: 1,
      columns: (rows, [height, width, channels]) => {
        const [first, middle, last] = tf.split(picturesOf(rows, [3 * height, width, channels]), 3, 1) as Tensor[]
        return { first, middle, last }
      },
      conditions: [], draws: 'pixels', sheetKind: 'throw-away-strips', subjects: ['pictures'],
      pictures: { input: middle, target: middle },
      seen: asItIs('middle', image => image)
    } satisfies ExampleKind`,
  'src/main/datasets/kinds/throw-away-strips.ts': `
    import { joined } from '../packed/example'
    import { noLabels, type DatasetKind } from './kind'
    const [first, ...others] = ['first', 'middle', 'last']
    const pairing = { how: 'throw-away', first: 'first', middle: 'middle', last: 'last' }
    const all = (path: string) => [path, ...others.map(folder => path.replace(first, folder))]
    export default {
      id: 'throw-away-strips',
      recognise: paths =>
        paths.every(path => [first, ...others].some(folder => path.startsWith(folder + '/'))) ? pairing : null,
      option: {
        name: 'strips', argument: '<yes>', help: 'strips to be thrown away: folders first, middle and last',
        read: () => pairing
      },
      entries: (_, { paths, issues }) => ({
        entries: paths.filter(path => path.startsWith('first/')).map(path => ({ path, partner: null })),
        issues: [...issues]
      }),
      read: async (decode, { path }) => joined(await Promise.all(all(path).map(file => decode(file)))),
      labels: noLabels
    } satisfies DatasetKind`,
  // Its own sheets and its own wall, where those that are there will not do.
  'src/main/models/sheets/throw-away-strips.ts': `
    import type { SheetKind } from './kind'
    export default {
      id: 'throw-away-strips',
      traits: {
        rows: 2, preview: [1], joined: false, columns: 'Middles of strips above what is thrown away', ways: null,
        label: 'Middles of strips above what epoch {epoch} throws away', explored: null
      },
      draw: async ({ examples, pictureBytes, translate }) => {
        const count = examples.length / (3 * pictureBytes)
        const middles = new Uint8Array(count * pictureBytes)
        for (let i = 0; i < count; i++)
          middles.set(examples.subarray((3 * i + 1) * pictureBytes, (3 * i + 2) * pictureBytes), i * pictureBytes)
        return [middles, await translate('sample', middles, true)]
      }
    } satisfies SheetKind`,
  'src/renderer/screens/dataset/walls/throw-away-strips.svelte': `
    <script lang="ts">
      import type { Dataset } from '../../../../shared/domain'
      let { dataset }: { dataset: Dataset } = $props()
    </script>
    <p>A wall of {dataset.imageCount} strips to be thrown away.</p>`
}

export const dropped: Readonly<Record<string, string>> = {
  'src/main/models/throw-away.ts': `
    import { scatterShape } from '../../shared/points'
    import { dense } from '../layers'
    import { numberSetting } from './definition'
    import { defineGan } from './families/gan'
    import { adam, adversarial, batchSize, beta1, epochs, learningRate, passes, samples, updates } from './settings'
    export default defineGan({
      id: 'throw-away', name: 'Throw-away model', summary: 'It is thrown away.', purpose: 'understanding',
      paper: 'arXiv:1406.2661', exampleKind: 'points',
      settings: [epochs(2), passes, batchSize(8), learningRate(0.005), beta1(0.5), samples(100),
        ...adversarial('non-saturating').filter(({ key }) => key !== 'augment'), ...updates],
      image: () => scatterShape, latent: () => 2, latentDistribution: 'normal',
      sampleCount: s => numberSetting(s, 'samples'),
      suits: () => ({ score: 2, reason: 'For being thrown away.', settings: {} }),
      generator: () => [dense(2)], discriminator: () => [dense(1)], rates: adam
    })`,
  // Three networks and a phase for each: what a family does not know.
  'src/main/models/throw-away-networks.ts': `
    import { chain, dense } from '../layers'
    import { tf } from '../tensors/tf'
    import type { ModelDefinition } from './definition'
    import base from './throw-away'
    const model: ModelDefinition = {
      ...base, id: 'throw-away-networks', name: 'Throw-away networks',
      networks: s => ({ ...base.networks(s), critic: { inputs: [[2]], build: chain(dense(1)) } }),
      phases: s => [
        ...base.phases(s),
        { name: 'critic', trains: ['critic'], loss: ({ point }, n) => tf.mean(tf.square(n.critic(point))) }
      ],
      losses: [...base.losses, { key: 'critic', label: 'Critic', short: 'C' }]
    }
    export default model`,
  'src/main/losses/adversarial/throw-away.ts': `
    import leastSquares from './least-squares'
    export default { ...leastSquares, id: 'throw-away', label: 'Throw-away loss' }`,
  'src/main/optimisers/throw-away.ts': `
    import type { OptimiserDefinition } from './rule'
    import { sgd } from './sgd'
    const definition: OptimiserDefinition = {
      id: 'throw-away', label: 'Throw-away optimiser', rule: () => sgd({ momentum: 0, nesterov: false })
    }
    export default definition`,
  'src/main/schedules/throw-away.ts': `
    import linear from './linear'
    export default { ...linear, id: 'throw-away', label: 'Throw-away schedule' }`,
  'src/main/regularisers/augmentations/throw-away.ts': `
    import type { Augmentation } from './augmentation'
    const augmentation: Augmentation = {
      id: 'throw-away', label: 'Throw-away augmentation', order: 9, draws: 0, apply: x => x
    }
    export default augmentation`,
  'src/main/metrics/throw-away.ts': `
    import type { Metric } from './metric'
    const metric: Metric = {
      id: 'throw-away', label: 'Throw-away metric', short: 'Thrown', help: 'How many points were made.',
      better: 'higher',
      measure: { points: ({ generated }) => ({ value: generated.length / 2 }) },
      report: ({ value }) => ({ notes: [{ level: 'info', text: \`\${value} points were thrown away.\` }] })
    }
    export default metric`,
  'src/main/exports/throw-away.ts': `
    import type { Format } from './format'
    const format: Format = {
      id: 'throw-away', title: 'Export throw-away', label: 'Throw-away', summary: 'Words to be thrown away.',
      extension: 'txt', mediaType: 'text/plain',
      group: 'numbers', needs: 'checkpoints',
      options: () => [{ key: 'times', type: 'int', label: 'Throw-away times', help: 'How often.',
        default: 2, min: 1, max: 9, advanced: false }],
      write: async ({ run }, { number }, { progress }) => {
        progress?.({ label: 'Throwing away', done: 1, total: 1 })
        const bytes = new TextEncoder().encode(run.model.repeat(number('times')))
        return { bytes, mark: '', words: 'thrown away', facts: { times: number('times') } }
      }
    }
    export default format`,
  'src/main/engine/calls/throw-away.ts': `
    import { z } from 'zod'
    import { defineCall } from './call'
    export default defineCall({
      id: 'throw-away', input: z.object({ value: z.number() }), output: z.number(),
      run: async ({ value }) => 2 * value
    })`,
  'src/main/health/throw-away.ts': `
    import type { Check } from './check'
    const check: Check = {
      kind: 'throw-away', needs: [],
      watch: ({ found }) => ({
        epoch: ({ step }) =>
          found ? null : { since: step, message: 'A throw-away check has looked.', advice: '', remedy: null }
      })
    }
    export default check`,
  'src/main/cli/commands/throw-away.ts': `
    import type { CliCommand } from './command'
    const command: CliCommand = {
      id: 'throw-away', place: 999,
      add: ({ program, looking }) =>
        void program.command('throw-away').description('Nothing, thrown away.').action(() =>
          looking(({ output }) => Promise.resolve(output.say({ thrown: 'away' }, 'Thrown away.'))))
    }
    export default command`,
  // A file whose lines are pictures, in base64.
  'src/main/datasets/sources/throw-away.ts': `
    import { readFile } from 'node:fs/promises'
    import { basename } from 'node:path'
    import type { SourceDefinition } from '../source'
    const lines = async (file: string) => (await readFile(file, 'utf8')).trim().split('\\n')
    export default {
      id: 'throw-away',
      recognises: path => Promise.resolve(path.endsWith('.thrown')),
      open: origin => ({
        kind: 'throw-away', origin, name: basename(origin),
        list: async () => ({ paths: (await lines(origin)).map((_, i) => i + '.png'), issues: [], others: 0 }),
        locate: async path => ({ bytes: Buffer.from((await lines(origin))[Number.parseInt(path)] ?? '', 'base64') })
      })
    } satisfies SourceDefinition`,
  'src/main/datasets/points/sets/throw-away.ts': `
    import type { PointSet } from '../set'
    const set: PointSet = {
      name: 'throw-away', title: 'Throw-away points', summary: 'Points to be thrown away.', licence: 'none', count: 64,
      draw: () => Float32Array.from({ length: 128 }, (_, i) => Math.sin(i))
    }
    export default set`,
  ...stripFiles,
  'src/main/models/throw-away-strips.ts': `
    import { dense, flatten, reshape, tanh } from '../layers'
    import { defineGan } from './families/gan'
    import base from './throw-away'
    import { adam } from './settings'
    export default defineGan({
      id: 'throw-away-strips', name: 'Throw-away strips model', summary: 'It is thrown away, too.',
      purpose: 'translation', paper: 'arXiv:1406.2661',
      exampleKind: 'throw-away-strips', settings: base.settings.filter(({ key }) => key !== 'samples'),
      image: () => [8, 8, 1], latent: () => 2, latentDistribution: 'normal', sampleCount: () => 8,
      suits: () => ({ score: 2, reason: 'For being thrown away.', settings: {} }),
      generator: () => [dense(64), reshape([8, 8, 1]), tanh()], discriminator: () => [flatten(), dense(1)], rates: adam
    })`
}

/** What the build reads; packages are lent. */
const copied = [
  'src',
  'bench',
  'resources',
  'tests/exports',
  'scripts',
  'package.json',
  'tsconfig.json',
  'electron.vite.config.ts'
]

/** A folder of eight strips: three folders with as many grey pictures each. */
export async function drawStrips(folder: string): Promise<void> {
  for (const [nth, name] of ['first', 'middle', 'last'].entries()) {
    await mkdir(join(folder, name), { recursive: true })
    for (let i = 0; i < 8; i++)
      await sharp(Buffer.alloc(64, 20 * i + 30 * nth), { raw: { width: 8, height: 8, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toFile(join(folder, name, `${i}.png`))
  }
}

/** A copy of the tree with every throw-away file in it, built. @throws what the builder said */
export async function dropIn(folder: string): Promise<void> {
  for (const name of copied) await cp(resolve(name), join(folder, name), { recursive: true })
  await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction')
  for (const [name, text] of Object.entries(dropped)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text, { flag: 'wx' })
  }
  const builder = resolve('node_modules/electron-vite')
  const { bin } = JSON.parse(await readFile(join(builder, 'package.json'), 'utf8')) as {
    bin: Record<string, string>
  }
  const { status, said } = await start([join(builder, bin['electron-vite'] ?? ''), 'build'], folder)
  if (status !== 0) throw new Error(`The copy could not be built: ${said}`)
}

/** Runs a program of the copy. */
export async function start(
  words: readonly string[],
  folder: string
): Promise<{ status: number | null; out: string; said: string }> {
  const child = spawn(process.execPath, words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, said] = ['', '']
  child.stdout.setEncoding('utf8').on('data', piece => {
    out += String(piece)
  })
  child.stderr.setEncoding('utf8').on('data', piece => {
    said += String(piece)
  })
  const status = await new Promise<number | null>((done, fail) => {
    child.once('error', fail)
    child.once('close', done)
  })
  return { status, out, said }
}
