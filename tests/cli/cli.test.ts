import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { originIn } from '../../src/shared/origin'
import { temporaryFolder } from '../store/fixtures'
import { pairFolder, pictureFolder, type Misbehaviour } from '../studio/fixtures'
import { buildCommandLine, start, type Started } from './built'

let built: Awaited<ReturnType<typeof buildCommandLine>>
beforeAll(async () => {
  built = await buildCommandLine()
})
afterAll(() => built.remove())

/** A workspace and the program on it. */
function commandLine() {
  const workspace = temporaryFolder()
  const begin = (words: string[], how?: Misbehaviour) => start(built.program, workspace, words, how)
  return {
    workspace,
    begin,
    run: (...words: string[]) => begin(words).ended,
    /** What it writes to stdout, where that is no text. */
    bytesOf: (...words: string[]) =>
      execFileSync(process.execPath, [built.program, ...words], {
        env: { ...process.env, ATELIER_HOME: workspace },
        stdio: ['ignore', 'pipe', 'ignore']
      }),
    json: async (...words: string[]) => JSON.parse((await begin([...words, '--json']).ended).stdout)
  }
}

const lines = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
const quick = ['--model', 'dcgan-28', '--set', 'batchSize=4', '--set', 'samples=6', '--set', 'latent=5']

async function until(program: Started, text: string): Promise<void> {
  for (
    const end = Date.now() + 20_000;
    !program.stdout().includes(text);
    await new Promise(resolve => setTimeout(resolve, 10))
  ) {
    if (Date.now() > end) throw new Error(`No "${text}" in: ${program.stdout()}`)
  }
}

test('train --steps ends in the middle of an epoch and says so, and so does runs', async () => {
  const { run } = commandLine()
  const folder = await pictureFolder()
  const trained = await run('train', folder, ...quick, '--steps', '4', '--seed', '7')
  expect(trained.status, trained.stderr).toBe(0)
  expect(trained.stdout).toMatch(/^epoch 2\/2 \(1 of 3 steps\) {2}step 4 /m)
  expect(trained.stdout).toContain('Done: 4 steps in')
  const { stdout } = await run('runs', 'latest')
  expect(stdout).toMatch(/^2: 1 of 3 steps\s+4 /m)
  expect(stdout).toContain('2 of 2, 3 steps each; it ends after 4 steps')
  const both = await run('train', folder, '--steps', '4', '--epochs', '2')
  expect([both.status, both.stderr]).toEqual([2, expect.stringContaining('cannot be used with option')])
})

test('train --json prints run, every epoch, and done; then runs, sample and GIF answer', async () => {
  const { run, json, bytesOf, workspace } = commandLine()
  const folder = await pictureFolder()
  const trained = await run('train', folder, ...quick, '--epochs', '3', '--seed', '7', '--json')
  expect(trained.status, trained.stderr).toBe(0)
  const [first, ...rest] = lines(trained.stdout)
  expect(first).toEqual({ event: 'run', run: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  expect(rest.map(({ event }) => event)).toEqual(['epoch', 'epoch', 'epoch', 'done'])
  expect(rest[0]).toEqual({
    event: 'epoch',
    epoch: 1,
    step: 3,
    discriminatorLoss: expect.any(Number),
    generatorLoss: expect.any(Number),
    measures: { accuracy: 0.75 },
    seconds: 0.1,
    stepsPerSecond: 100
  })
  expect(rest[3]).toEqual({ event: 'done', run: first?.run, epochs: 3 })
  expect(trained.stderr).toBe('')

  const again = await run('train', folder, ...quick, '--epochs', '3', '--seed', '7', '--json')
  expect(lines(again.stdout).slice(1, 4)).toEqual(rest.slice(0, 3))
  // The folder had not changed: it was not imported twice.
  expect(readdirSync(join(workspace, 'datasets'))).toHaveLength(1)
  const [picture = ''] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.png')
  )
  copyFileSync(join(folder, picture), join(folder, 'another.png'))
  await run('train', folder, ...quick, '--epochs', '1')
  expect(readdirSync(join(workspace, 'datasets'))).toHaveLength(2)

  const listed = await json('runs')
  expect(listed).toHaveLength(3)
  const id = String(first?.run)
  for (const word of [id, id.slice(0, 8), 'pebbles · DCGAN 28']) expect((await json('runs', word)).id, word).toBe(id)
  expect(await json('runs', 'latest')).toMatchObject({
    id: listed[0].id,
    epochs: 1,
    metrics: [{ epoch: 1 }],
    sampled: [1],
    checkpoints: [1]
  })
  expect((await run('runs')).stdout).toContain('pebbles · DCGAN 28 2')

  const png = join(workspace, 'sheet.png')
  expect((await run('sample', id, '--count', '5', '--seed', '3', '--gap', '2', '--epoch', '2', '-o', png)).status).toBe(
    0
  )
  expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 3 * 28 + 2 * 2, height: 2 * 28 + 2 })
  const piped = await run('export', 'csv', id, '-o', '-')
  expect([piped.status, piped.stdout]).toEqual([0, expect.stringMatching(/^epoch/)])
  expect(piped.stderr).toMatch(/^Standard output: /)
  const bundle = join(workspace, 'elsewhere', 'run.atelier')
  const moved = await json('export', 'bundle', id, '-o', bundle)
  expect(moved).toMatchObject({ file: bundle, epoch: 3, bytes: statSync(bundle).size })
  expect(Object.keys(unzipSync(readFileSync(bundle)))).toHaveLength(moved.files + 1)
  expect(bytesOf('export', 'bundle', id, '-o', '-').equals(readFileSync(bundle))).toBe(true)
  expect(await json('export', 'png', id, '-o', png)).toMatchObject({ file: png, count: 64, columns: 8, rows: 8 })
  expect(await sharp(png).metadata()).toMatchObject({ width: 8 * 28, height: 8 * 28 })

  const gif = join(workspace, 'new', 'film.gif')
  expect(await json('export', 'gif', id, '-o', gif, '--scale', '2', '--fps', '4')).toMatchObject({
    file: gif,
    frames: 3,
    width: 3 * 28 * 2,
    height: 2 * 28 * 2
  })
  expect(await sharp(gif, { animated: true }).metadata()).toMatchObject({
    pages: 3,
    delay: [250, 250, expect.any(Number)]
  })
  expect(readdirSync(join(workspace, 'new'))).toEqual(['film.gif'])
  const film = bytesOf('export', 'gif', id, '--scale', '2', '--fps', '4', '-o', '-')
  expect(film.equals(readFileSync(gif))).toBe(true)
  // It has epochs, and says which: not that there are none yet.
  const beyond = await run('export', 'gif', id, '--first', '9', '-o', gif)
  expect(beyond.status).not.toBe(0)
  expect(beyond.stderr).toMatch(/first.* to 3\b/i)
  const backwards = await run('export', 'gif', id, '--first', '2', '--last', '1', '-o', gif)
  expect([backwards.status, backwards.stderr]).toEqual([
    1,
    expect.stringMatching(/^The last epoch, 1, comes before the first, 2\./)
  ])
})

test(
  'reconstruct writes pictures, each above what an epoch made of ' + 'it; what cannot be reconstructed is said',
  async () => {
    const { run, json, workspace } = commandLine()
    const coder = [
      '--model',
      'autoencoder',
      '--set',
      'batchSize=4',
      '--set',
      'samples=3',
      '--set',
      'latent=5',
      '--epochs',
      '2',
      '--seed',
      '7'
    ]
    const trained = await run('train', await pictureFolder(), ...coder, '--name', 'Coder', '--json')
    expect(trained.status, trained.stderr).toBe(0)
    const png = join(workspace, 'new', 'pairs.png')
    const written = await run('reconstruct', 'Coder', '-o', png)
    expect(written.stdout).toMatch(
      /pairs\.png: 8 pictures of "pebbles", each above what epoch 2 of "Coder" made of it\.$/m
    )
    expect(originIn(readFileSync(png))).toMatchObject({ name: 'Coder', epoch: 2, format: 'reconstruct' })
    const redrawn = await run('redraw', png, '-o', join(workspace, 'again.png'))
    expect([redrawn.status, redrawn.stderr]).toEqual([1, expect.stringContaining('atelier reconstruct "Coder" -o')])
    // Four in a row, each with one below it.
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 4 * 28, height: 4 * 28 })
    expect(
      await json('reconstruct', 'Coder', '-o', png, '--count', '3', '--offset', '5', '--epoch', '1')
    ).toMatchObject({
      file: png,
      epoch: 1,
      pictures: [5, 6, 7],
      count: 6
    })
    const [drawn, again] = [
      await json('reconstruct', 'Coder', '-o', png, '--count', '4', '--seed', '2'),
      await json('reconstruct', 'Coder', '-o', png, '--count', '4', '--seed', '2')
    ]
    expect(new Set(drawn.pictures).size).toBe(4)
    expect(again.pictures).toEqual(drawn.pictures)
    expect(readdirSync(join(workspace, 'new'))).toEqual(['pairs.png'])

    for (const [words, status, message] of [
      [['--offset', '12'], 1, /There are 12 pictures; none comes after the first 12/],
      [['--offset', '1', '--seed', '1'], 1, /not both/],
      [['--epoch', '9'], 1, /no checkpoint of epoch 9\. It has: 1, 2/],
      [['--count', '0'], 2, /--count .*from 1 to 256/]
    ] as const) {
      const refused = await run('reconstruct', 'Coder', '-o', join(workspace, 'refused.png'), ...words)
      expect({ words, status: refused.status }).toEqual({ words, status })
      expect(refused.stderr).toMatch(message)
    }
    await run('train', 'pebbles', ...quick, '--epochs', '1', '--name', 'Game')
    expect((await run('reconstruct', 'Game', '-o', join(workspace, 'refused.png'))).stderr).toMatch(
      /"Game" is a DCGAN 28, which has no encoder/
    )
    expect(existsSync(join(workspace, 'refused.png'))).toBe(false)
  }
)

test('Ctrl-C saves a checkpoint and exits 130; resume goes on from there, also to more epochs', async () => {
  const { begin, run, json } = commandLine()
  const training = begin(['train', await pictureFolder(), ...quick, '--epochs', '200', '--seed', '1', '--json'], {
    stepMilliseconds: 5
  })
  await until(training, '"epoch":2')
  training.interrupt()
  const { status, stdout } = await training.ended
  expect(status).toBe(130)
  const { step, epoch, ...last } = lines(stdout).at(-1) ?? {}
  expect(last).toEqual({ event: 'stopped', run: lines(stdout)[0]?.run })
  expect(await json('runs', 'latest')).toMatchObject({ status: 'stopped', step, epoch })

  const more = await run('resume', 'latest', '--epochs', '201', '--json')
  expect(more.status, more.stderr).toBe(0)
  const resumed = lines(more.stdout)
  expect(resumed[1]).toMatchObject({ event: 'epoch', epoch: Number(epoch) + 1 })
  expect(resumed.at(-1)).toMatchObject({ event: 'done', epochs: 201 })
  expect((await json('runs', 'latest')).metrics.map((each: { epoch: number }) => each.epoch)).toEqual(
    Array.from({ length: 201 }, (_, i) => i + 1)
  )
})

test('a second Ctrl-C ends at once, and the run is found interrupted', async () => {
  const { begin, json } = commandLine()
  const training = begin(['train', await pictureFolder(), ...quick, '--epochs', '5000'], {
    stepMilliseconds: 5,
    deafToStop: true
  })
  await until(training, 'epoch 1/')
  training.interrupt()
  await new Promise(resolve => setTimeout(resolve, 200))
  training.interrupt()
  expect((await training.ended).status).toBe(130)
  expect(await json('runs', 'latest')).toMatchObject({
    status: 'interrupted',
    error: expect.stringMatching(/^The command line \(process \d+\) ended/)
  })
})

test('a killed command leaves a run that the next one finds interrupted and resumes to the same losses', async () => {
  const { begin, run, json } = commandLine()
  const folder = await pictureFolder()
  const training = begin(['train', folder, ...quick, '--epochs', '20', '--seed', '4', '--json'], {
    stepMilliseconds: 8
  })
  await until(training, '"epoch":3')
  training.interrupt('SIGKILL')
  await training.ended
  expect(await json('runs', 'latest')).toMatchObject({ status: 'interrupted' })
  expect((await run('resume', 'latest')).status).toBe(0)
  await run('train', folder, ...quick, '--epochs', '20', '--seed', '4')
  const [whole, broken] = await json('runs')
  const losses = async (id: string) => (await json('runs', id)).metrics
  expect(await losses(broken.id)).toEqual(await losses(whole.id))
})

test('a training that fails says so once on stderr, as a JSON line, and with status 1', async () => {
  const { begin } = commandLine()
  const { status, stdout, stderr } = await begin(['train', await pictureFolder(), ...quick, '--json'], {
    crashAtStep: 2
  }).ended
  expect(status).toBe(1)
  const message =
    'The engine ended with status 134; its last words: std::bad_alloc. It had not finished an epoch; resume ' +
    'starts it again.'
  expect(lines(stdout).at(-1)).toEqual({ event: 'error', code: 'engine', message })
  expect(stderr).toBe(`${message}\n`)
})

test('bad usage is status 2 with one sentence, and nothing is imported', async () => {
  const { run, workspace } = commandLine()
  const folder = await pictureFolder(2)
  const cases: [string[], RegExp][] = [
    [['fly'], /unknown command 'fly'/],
    [['train', folder, '--speed'], /unknown option '--speed'/],
    [['export'], /Say one of these formats: gif, apng, (?:\w+, )*png[,.]/],
    [['export', 'film', 'latest'], /"film" is no format .* gif, apng, (?:\w+, )*png[,.]/],
    [['train'], /missing required argument 'dataset'/],
    [['train', folder, '--model', 'dcgan-99'], /There is no model "dcgan-99"/],
    [['train', folder, '--model', 'dcgan-28', '--set', 'width'], /--set wants key=value; got "width"/],
    [['train', folder, '--set', 'width'], /--set wants key=value/],
    [['train', folder, '--model', 'dcgan-28', '--set', 'colour=red'], /has no setting "colour"/],
    [
      ['train', folder, '--model', 'dcgan-28', '--set', 'width=wide'],
      /must be a whole number from 4 to 256; got "wide"/
    ],
    [['train', folder, '--model', 'dcgan-28', '--set', 'width='], /must be a whole number/],
    [['train', folder, '--epochs', '0'], /--epochs .* a whole number from 1 to 100000/],
    [['train', folder, '--epochs', '2.5'], /a whole number/],
    [['train', folder, '--fit', 'cover', '--zoom', '3', '--plan'], /--zoom is for `--fit crops`/],
    [['train', folder, '--seed', '-1'], /from 0 to 2147483647/],
    [['sample', 'latest'], /required option '-o, --output <file>'/],
    [['export', 'gif', 'latest', '-o', 'x.gif', '--fps', '90'], /from 0.5 to 50/]
  ]
  for (const [words, message] of cases) {
    const { status, stdout, stderr } = await run(...words)
    expect({ words, status, stdout }).toEqual({ words, status: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  }
  const { status, stdout } = await run('train', folder, '--speed', '--json')
  expect([status, lines(stdout)]).toEqual([
    2,
    [{ event: 'error', code: 'bad-input', message: "unknown option '--speed' (Did you mean --seed?)" }]
  ])
  expect(existsSync(join(workspace, 'datasets'))).toBe(false)
}, 120_000)

test('what is not there is status 1 with a sentence that helps', async () => {
  const { run, workspace } = commandLine()
  const empty = temporaryFolder()
  const cases: [string[], RegExp][] = [
    [['runs', 'latest'], /no runs in this workspace yet/],
    [['train', 'nothing-like-it'], /no folder, dataset or built-in "nothing-like-it". Built in: /],
    [['train', './missing'], /no folder “.*missing”/],
    [['import', empty], /is empty/]
  ]
  for (const [words, message] of cases) {
    const { status, stdout, stderr } = await run(...words)
    expect({ words, status, stdout }).toEqual({ words, status: 1, stdout: '' })
    expect(stderr).toMatch(message)
  }
  rmSync(join(workspace, 'atelier.db'), { force: true })
  writeFileSync(join(workspace, 'atelier.db'), 'not a database, whatever its name may say; long enough to be looked at')
  const damaged = await run('runs', '--json')
  expect(damaged.status).toBe(1)
  expect(lines(damaged.stdout)[0]).toMatchObject({ event: 'error', code: 'not-readable' })
})

test('bench hands its options to the benchmark, and its exit status back', async () => {
  const { status, stdout, stderr } = await commandLine().run('bench', '--work', 'nonsense')
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toMatch(/no work "nonsense"\. There is: dcgan-28, /)
})

test('import reports, built-ins go by name, models and doctor answer', async () => {
  const { run, json, workspace } = commandLine()
  const folder = await pictureFolder(4)
  writeFileSync(join(folder, '99.png'), 'not a picture')
  writeFileSync(join(folder, '98.png'), readFileSync(join(folder, '01.png')))
  const report = await run('import', folder, '--name', 'Stones')
  expect(report.stdout).toMatch(/"Stones": 5 pictures, 1 could not be read, 1 duplicate\./)
  expect(report.stdout).toMatch(/^Could not be read: 1 file\. Left out\.\n {2}99\.png: /m)
  expect(await json('import', folder)).toMatchObject({
    imageCount: 5,
    issues: expect.arrayContaining([expect.objectContaining({ path: '99.png', kind: 'unreadable' })])
  })
  expect((await run('train', 'Stones', ...quick, '--epochs', '1')).status).toBe(0)

  const [builtin] = readdirSync(join(import.meta.dirname, '../../resources/samples'))
    .filter(name => name.endsWith('.json'))
    .map(name => name.slice(0, -5))
  expect(await json('import', builtin ?? '')).toMatchObject({ kind: 'builtin', origin: builtin })
  expect((await json('models')).map((model: { id: string }) => model.id)).toEqual(
    expect.arrayContaining(['dcgan-28', 'dcgan-64'])
  )
  expect((await run('models')).stdout).not.toMatch(/learningRate/)
  expect((await run('models', 'dcgan-28')).stdout).toMatch(/learningRate=0\.001/)
  expect(await json('models', 'dcgan-64')).toMatchObject({ id: 'dcgan-64' })
  const mistyped = await run('models', 'dcgan-46')
  expect([mistyped.status, mistyped.stderr]).toEqual([2, expect.stringContaining('dcgan-64')])

  // Datasets are listed, and deleted by name; their runs stay.
  expect((await run('datasets')).stdout).toMatch(/Stones +\d+ pictures? +1 /)
  expect((await run('delete', '--dataset', 'Stones', '--yes')).stdout).toMatch(/^The dataset "Stones" is deleted\./)
  expect((await json('datasets')).map(({ name }: { name: string }) => name)).not.toContain('Stones')
  expect((await run('runs')).stdout).toContain('Stones')
  const gone = await run('delete', '--dataset', 'Stones', '--yes')
  expect([gone.status, gone.stderr]).toEqual([1, expect.stringMatching(/^There is no dataset "Stones"/)])
  expect(await json('doctor')).toMatchObject({
    engine: 'tensorflow',
    selfTest: true,
    workspace,
    node: process.versions.node
  })
  expect((await run('--version')).stdout.trim()).toBe(
    JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')).version
  )
})

test('a dataset, run or model that is misspelt: what may have been meant comes first', async () => {
  const { run } = commandLine()
  const asked = async (...words: string[]): Promise<string> => (await run(...words)).stderr
  expect(await asked('train', 'fashion-mnits')).toMatch(
    /^There is no folder, dataset or built-in "fashion-mnits"\. Did you mean fashion-mnist\? Built in: /
  )
  expect(await asked('import', 'Emojis')).toMatch(
    /^There is no folder, dataset or built-in "Emojis"\. Did you mean emoji\? Built in: /
  )
  expect(await asked('import', './emojis')).toMatch(/There is no folder “.*emojis”/)
  const trained = await run('train', await pictureFolder(), ...quick, '--name', 'Pebbles')
  expect(trained.status, trained.stderr).toBe(0)
  expect(await asked('runs', 'pebles')).toMatch(
    /^There is no run "pebles"\. Did you mean Pebbles\? `atelier runs` lists them/
  )
  expect(await asked('train', 'pebble')).toMatch(/Did you mean pebbles\?/)
})

test(
  'pairs are imported as they look, or as they are told to be, and ' + 'a folder is found again as it was paired',
  async () => {
    const { run, json, workspace } = commandLine()
    const folder = await pairFolder()
    rmSync(join(folder, 'B', '3.png'))
    const said = await run('import', folder)
    expect(said.stdout).toMatch(
      /": 5 pairs \(A → B\), 0 could not be read, 0 duplicates, 1 without a partner\.\nThe commonest size is 20×16; in colour/
    )
    expect(said.stdout).toContain(
      'In no pair, folder or class: 1 file. Left out.\n  A/3.png: There is no “B/3.png” to go with it.'
    )
    expect(await json('import', folder, '--pairs', 'B,A')).toMatchObject({
      exampleKind: 'pairs',
      imageCount: 5,
      pairing: { how: 'folders', input: 'B', target: 'A' }
    })
    expect(await json('import', folder, '--pairs', 'right,left')).toMatchObject({
      exampleKind: 'pairs',
      imageCount: 11,
      pairing: { how: 'halves', input: 'right' },
      sourceSize: { width: 10, height: 16 }
    })

    const trained = await run('train', folder, ...quick, '--pairs', 'none', '--epochs', '1')
    expect(trained.status, trained.stderr).toBe(0)
    const datasets = readdirSync(join(workspace, 'datasets'))
    expect(datasets).toHaveLength(4)
    const refused = await run('train', folder, ...quick, '--pairs', 'A,B', '--epochs', '1')
    expect(refused.status).toBe(1)
    expect(refused.stderr).toContain('DCGAN 28 learns pictures, and "faces" holds pairs.')
    // Neither needed another import.
    expect(readdirSync(join(workspace, 'datasets'))).toEqual(datasets)

    for (const words of [
      ['import', folder, '--pairs', 'A'],
      ['import', 'fashion-mini', '--pairs', 'A,B'],
      ['train', 'fashion-mini', '--pairs', 'A,B']
    ]) {
      const wrong = await run(...words)
      expect([wrong.status, wrong.stderr], words.join(' ')).toEqual([
        2,
        expect.stringMatching(/two folders, such as A,B|asked of folders|--pairs is for folders/)
      ])
    }
    expect(await run('import', folder, '--pairs', 'A,C')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(
        'There are no pictures in a folder “C” of “faces”. Its folders with pictures: “A”, “B”.'
      )
    })
  }
)

test(
  "translate writes pictures of one's own above what a run of pairs makes of them, and without any " + 'training pairs',
  async () => {
    const { run, json, workspace } = commandLine()
    const folder = await pairFolder(4)
    const trained = await run(
      'train',
      folder,
      '--model',
      'cgan-image',
      '--set',
      'batchSize=4',
      '--set',
      'samples=2',
      '--set',
      'latent=5',
      '--epochs',
      '1',
      '--name',
      'Faces'
    )
    expect(trained.status, trained.stderr).toBe(0)
    const [one, two] = ['0.png', '1.png'].map(name => join(folder, 'A', name))
    const png = join(workspace, 'new', 'own.png')
    const written = await run('translate', 'Faces', one ?? '', two ?? '', '-o', png)
    expect(written.stdout, written.stderr).toMatch(
      /own\.png: 2 pictures, each above what epoch 1 of "Faces" makes of it\.$/m
    )
    expect(await sharp(png).metadata()).toMatchObject({ width: 56, height: 56 })
    expect(await json('translate', 'Faces', one ?? '', '-o', png, '--gap', '2', '--epoch', '1')).toMatchObject({
      file: png,
      epoch: 1,
      pairs: [],
      columns: 1,
      rows: 2
    })
    // To stdout: the PNG itself, and no file or folder of that name.
    const piped = await run('translate', 'Faces', one ?? '', '-o', '-')
    expect([piped.status, piped.stdout.slice(1, 4)], piped.stderr).toEqual([0, 'PNG'])
    expect([existsSync('-'), piped.stderr]).toEqual([false, expect.stringMatching(/^Standard output: the picture/)])
    expect((await run('translate', 'Faces', join(folder, 'A'), '-o', '-')).stderr).toMatch(/^-o - takes one picture/)
    expect(await json('translate', 'Faces', '-o', png)).toMatchObject({ pairs: [0, 1, 2, 3], columns: 4, rows: 3 })
    expect((await run('sample', 'Faces', '--count', '3', '-o', png)).stdout).toMatch(
      /own\.png: inputs of "faces", each above what "Faces" makes of it and its target, seed 0, \d+ KB\.$/m
    )

    rmSync(png)
    const missing = await run('translate', 'Faces', join(folder, 'C.png'), '-o', png)
    expect([missing.status, missing.stderr]).toEqual([
      1,
      expect.stringContaining(`“${join(folder, 'C.png')}” could not be read: there is nothing of that name.`)
    ])
    const other = join(folder, 'notes.txt')
    writeFileSync(other, 'Nothing to see.')
    expect((await run('translate', 'Faces', other, '-o', png)).stderr).toMatch(
      /notes\.txt” cannot be translated\. Its content is not a picture/
    )
    expect(existsSync(png)).toBe(false)
  }
)
