/**
 * Files that do not declare what they must, or take names that mean something else, dropped into a copy of the tree:
 * each folder says which file it is and what is wrong with it, as it is loaded.
 */
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { tmpdir } from 'node:os'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'

let folder: string
let loader: ViteDevServer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-declared-'))
  for (const name of ['src/main', 'src/shared', 'package.json'])
    await cp(resolve(name), join(folder, name), { recursive: true })
  await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction')
  loader = await createServer({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    appType: 'custom',
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true }
  })
})
afterAll(async () => {
  await loader.close()
  await rm(folder, { recursive: true, force: true })
})

/** What the registry of an index says as it is loaded with more files. @param files by path */
async function refusal(index: string, files: Readonly<Record<string, string>>): Promise<string> {
  const paths = Object.keys(files).map(file => join(folder, file))
  await Promise.all(Object.values(files).map((text, i) => writeFile(paths[i] ?? '', text, { flag: 'wx' })))
  try {
    loader.moduleGraph.invalidateAll()
    await loader.ssrLoadModule(`/src/main/${index}`)
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await Promise.all(paths.map(path => rm(path)))
  }
}

/** What another file declares but for one thing: `change` is spread over it. */
const like = (other: string, change: string): string =>
  `import other from './${other}'\nexport default { ...other, id: 'wrong', ${change} }`

const without: [folder: string, like: string, change: string, sentence: string][] = [
  ['schedules', 'linear', 'factor: undefined', 'a learning rate schedule without `factor`, which must be a function'],
  ['losses/adversarial', 'hinge', 'generator: undefined', 'a loss without `generator`, which must be a function'],
  [
    'losses/adversarial',
    'hinge',
    "logits: 'score ' as never",
    'a loss whose `logits` must be "labels" or "margin" or "score"; it is "score "'
  ],
  [
    'losses/reconstruction',
    'absolute',
    'loss: 1 as never',
    'a reconstruction loss whose `loss` must be a function; it is 1'
  ],
  ['regularisers/penalties', 'r1', "max: 'much' as never", 'a penalty whose `max` must be a number; it is "much"'],
  ['regularisers/penalties', 'r1', 'max: 0', 'a penalty whose `max` must be more than 0; it is 0'],
  ['cli/commands', 'runs', 'place: -1', 'a command whose `place` must be at least 0; it is -1'],
  [
    'regularisers/augmentations',
    'colour',
    'draws: undefined',
    'an augmentation without `draws`, which must be a number'
  ],
  [
    'regularisers/augmentations',
    'colour',
    "id: 'all'",
    'an augmentation whose `id` is "all", which means all of them already'
  ],
  ['optimisers', 'adam', 'rule: undefined', 'an optimiser without `rule`, which must be a function'],
  [
    'optimisers',
    'adam',
    "id: 'Ada m'",
    'an optimiser whose `id` must be letters and digits, with hyphens between; it is "Ada m"'
  ],
  ['metrics', 'psnr', 'short: undefined', 'a metric without `short`, which must be words'],
  [
    'metrics',
    'psnr',
    "id: 'points'",
    'a metric whose `id` is "points", which means all metrics that are measured on it'
  ],
  ['metrics', 'psnr', 'measure: { songs: () => ({ value: 1 }) }', 'a metric of "songs". Metrics are measured on: '],
  ['exports', 'csv', "group: 'songs' as never", 'an export format whose `group` must be "animation" or "pictures" or '],
  ['exports', 'csv', "id: 'help'", 'an export format whose `id` is "help", which means what the command line says'],
  ...(['output', 'json', 'workspace', 'help'] as const).map((key): (typeof without)[number] => [
    'exports',
    'csv',
    `options: () => [{ type: 'flag', key: '${key}', label: 'X', help: 'X.', default: false, advanced: false }]`,
    `the option --${key}, which is the command line's own`
  ]),
  [
    'exports',
    'csv',
    "options: () => [{ type: 'int', key: 'n', label: 'X', help: 'X.', default: 9, min: 1, max: 8, advanced: false }]",
    'a default that its setting does not take: X (n) must be a whole number from 1 to 8; got 9'
  ],
  ['engine/calls', 'info', 'output: undefined', 'an engine call without `output`, which must be a schema'],
  [
    'health',
    'mode-collapse',
    "kind: 'wrong', needs: undefined",
    'a health check without `needs`, which must be a list'
  ],
  ['datasets/sources', 'folder', 'open: undefined', 'a source of pictures without `open`, which must be a function'],
  ['datasets/kinds', 'pairs', 'entries: undefined', 'a kind of example without `entries`, which must be a function'],
  ['datasets/kinds', 'pairs', '', 'how wrong come to be, and no file of src/main/models/examples what they are'],
  [
    'datasets/kinds',
    'pictures',
    "id: 'pictures', option: { name: 'model', argument: '<x>', help: 'x', read: () => null }",
    "the option --model, which is the command line's own"
  ],
  [
    'models/examples',
    'pictures',
    'traits: { ...other.traits, many: 3 as never }',
    'a kind of example whose `traits.many` must be words; it is 3'
  ],
  ['models/sheets', 'samples', 'traits: undefined', 'a kind of sheet without `traits`, which must be an object'],
  ['models/recipes', 'studio', 'place: undefined', 'a recipe without `place`, which must be a number'],
  ['models', 'mlp-simple', 'phases: undefined', 'a model without `phases`, which must be a function'],
  ['models', 'mlp-simple', "exampleKind: 'songs'", 'a model of songs. Kinds of example are: '],
  [
    'models',
    'mlp-simple',
    'settings: [...other.settings, ...other.settings.slice(0, 1)]',
    'the setting "epochs" twice: call one of them something else'
  ],
  [
    'models',
    'mlp-simple',
    "sampling: { ...other.sampling, inputs: () => [{ key: 'output', label: 'X', help: 'X', kind: 'number', " +
      'min: 0, max: 1, default: 0 }] }',
    "the option --output, which is the command line's own"
  ],
  [
    'models',
    'mlp-simple',
    "sampling: { ...other.sampling, inputs: () => [{ key: 'x', label: 'X', help: 'X', kind: 'number', min: " +
      '0, max: 1 }] }',
    'a sampling input "x" without `default`, which must be a number'
  ]
]

/** What is loaded where a folder's files are listed one above. */
const indexOf = (of: string): string => `${of.replace(/\/(sources|sets)$/, '')}/index.ts`

const folders = [...new Set(without.map(([of]) => of))]

test.each(folders)('%s: a file is named, with what is missing or wrong', async of => {
  const cases = without.filter(([each]) => each === of)
  const file = (i: number): string => `src/main/${of}/wrong-${i}.ts`
  const said = await refusal(
    indexOf(of),
    Object.fromEntries(cases.map(([, other, change], i) => [file(i), like(other, change)]))
  )
  expect(said.split('\n')).toEqual(
    cases.map(([, , , sentence], i) => expect.stringContaining(`${file(i)} declares ${sentence}`))
  )
})

test('sets of points and sets that are fetched are looked at, too, by their names', async () => {
  expect(
    await refusal('datasets/points/index.ts', {
      'src/main/datasets/points/sets/wrong.ts': `export default { name: 'wrong' }`
    })
  ).toContain('src/main/datasets/points/sets/wrong.ts declares a set of points without `title`, which must be words.\n')
  expect(
    await refusal('datasets/starters/index.ts', {
      'src/main/datasets/starters/sets/wrong.ts': like('emoji', 'name: 7 as never')
    })
  ).toBe('src/main/datasets/starters/sets/wrong.ts declares a starter whose `name` must be words; it is 7.')
  expect(
    await refusal('datasets/starters/index.ts', {
      'src/main/datasets/starters/sets/wrong.ts': like('emoji', "name: 'gaussian-2d'")
    })
  ).toMatch(/wrong\.ts declares a starter whose `name` is "gaussian-2d", which means what is made on the spot already/)
})

test('a file without a default export, and two of one id, are named', async () => {
  expect(await refusal('schedules/index.ts', { 'src/main/schedules/wrong.ts': 'export const factor = null' })).toBe(
    'src/main/schedules/wrong.ts has no default export that declares a learning rate schedule.'
  )
  expect(
    await refusal('schedules/index.ts', { 'src/main/schedules/wrong.ts': `export { default } from './linear'` })
  ).toBe(
    'src/main/schedules/linear.ts and src/main/schedules/wrong.ts both declare the learning rate schedule ' +
      '"linear". Give one of them another.'
  )
})

test('what models are drawn from is no option of a format that draws', async () => {
  const text = like(
    'png',
    "options: () => [{ type: 'flag', key: 'truncation', label: 'X', help: 'X.', default: false, advanced: false }]"
  )
  expect(await refusal('exports/index.ts', { 'src/main/exports/wrong.ts': text })).toBe(
    'src/main/exports/wrong.ts declares the option `truncation`, which some models are drawn from: call it ' +
      'something else.'
  )
})

test('without such files every folder loads', async () => {
  loader.moduleGraph.invalidateAll()
  await Promise.all(
    [...new Set(without.map(([of]) => indexOf(of)))].map(index => loader.ssrLoadModule(`/src/main/${index}`))
  )
})
