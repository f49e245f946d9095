/** Folders as people have them: what is left out is said, and nothing is imported again for nothing. */
import { chmodSync, globSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importImages, openSource } from '../../src/main/datasets'
import { counting } from '../datasets/decoder'
import { fill, plain, temporaryFolder } from '../datasets/folder'
import { temporaryFolder as emptyFolder } from '../store/fixtures'
import { until } from '../e2e/support/until'
import { buildCommandLine, start } from './built'

let built: Awaited<ReturnType<typeof buildCommandLine>>
beforeAll(async () => {
  built = await buildCommandLine()
})
afterAll(() => built.remove())

const ended = (workspace: string, ...words: string[]) => start(built.program, workspace, words).ended
const small = (i: number) => plain(8, 8, { r: 8 * i, g: 100, b: 30 })
const pictures = (folder: string, count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${folder}${i}.png`, small(i)]))
const train = (workspace: string, folder: string) =>
  ended(workspace, '--json', 'train', folder, '--model', 'dcgan-28', '--epochs', '1', '--set', 'batchSize=4')
const names = async (workspace: string): Promise<string[]> =>
  JSON.parse((await ended(workspace, '--json', 'runs')).stdout).map(({ name }: { name: string }) => name)

test('train says what could not be read, and goes on', async () => {
  const folder = await temporaryFolder()
  await fill(folder, { ...pictures('', 6), 'broken.png': 'x', 'scan.jxl': Buffer.from([0xff, 0x0a, 0, 0]) })
  const { status, stderr } = await train(emptyFolder(), folder)
  expect(stderr).toContain('2 files will not be learned:\n')
  expect(stderr).toContain('scan.jxl: It is a JPEG XL picture')
  expect(stderr).toContain('broken.png: Its content is not a picture')
  expect(status).toBe(0)
})

test('a folder is imported once: pictures behind a link count, other files do not', async () => {
  const [folder, behind, workspace] = [await temporaryFolder(), await temporaryFolder(), emptyFolder()]
  await fill(folder, pictures('', 6))
  await fill(behind, pictures('more-', 4))
  symlinkSync(behind, join(folder, 'linked'))
  await train(workspace, folder)
  writeFileSync(join(folder, '.DS_Store'), 'x')
  writeFileSync(join(folder, 'notes.txt'), 'x')
  await train(workspace, folder)
  const once = new Set((await names(workspace)).map(name => name.split(' · ')[0]))
  expect(once.size).toBe(1)
  // A new picture behind the link is a change.
  await fill(behind, { 'new.png': small(9) })
  await train(workspace, folder)
  expect(new Set((await names(workspace)).map(name => name.split(' · ')[0])).size).toBe(2)
})

test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'a folder that may not be read is named, and the rest is trained on',
  async () => {
    const folder = await temporaryFolder()
    await fill(folder, { ...pictures('', 6), ...pictures('locked/', 2) })
    chmodSync(join(folder, 'locked'), 0)
    const { status, stderr } = await train(emptyFolder(), folder)
    chmodSync(join(folder, 'locked'), 0o700)
    expect(stderr).toContain('locked: You have no permission to read this folder.')
    expect(status).toBe(0)
  }
)

test('words that name nothing, and names that are none', async () => {
  const workspace = emptyFolder()
  for (const command of ['import', 'train'])
    expect(await ended(workspace, command, '')).toMatchObject({
      status: 2,
      stderr: 'The name of the folder is empty. "." is the folder that you are in.\n'
    })
  for (const [name, why] of [
    ['', 'must not be empty'],
    [' ', 'must not be empty'],
    ['latest', 'stands for the newest run'],
    ['two\nlines', 'must be one line'],
    ['red \u001b[31m', 'must be one line']
  ] as const) {
    const { status, stderr } = await ended(workspace, 'train', 'fashion-mini', '--name', name)
    expect(status, JSON.stringify(name)).toBe(2)
    expect(stderr).toContain(why)
  }
})

test.skipIf(process.platform === 'win32')('a name of a file gives the terminal no orders', async () => {
  const folder = await temporaryFolder()
  await fill(folder, { ...pictures('', 6), 'a\u001b]0;title\u0007.png': 'x' })
  const { stdout } = await ended(emptyFolder(), 'import', folder)
  expect(stdout).toContain('a\ufffd]0;title\ufffd.png')
  // oxlint-disable-next-line no-control-regex -- it is just what must not come
  expect(stdout).not.toMatch(/[\u0007\u001b]/)
})

test('JSON has facts alone: no sentences with gaps that a window fills', async () => {
  const [workspace, folder] = [emptyFolder(), await temporaryFolder()]
  await fill(folder, pictures('', 6))
  await ended(workspace, 'train', folder, '--model', 'dcgan-28', '--epochs', '1', '--set', 'batchSize=4')
  for (const words of [
    ['import', folder],
    ['datasets'],
    ['runs'],
    ['runs', 'latest'],
    ['models'],
    ['models', 'pix2pix']
  ])
    expect((await ended(workspace, '--json', ...words)).stdout, words.join(' ')).not.toMatch(/\{[a-z]+\}/)
})

test('an import that is killed has kept what it had packed: the next one goes on', async () => {
  const [workspace, folder, out] = [emptyFolder(), await temporaryFolder(), emptyFolder()]
  const count = 800
  await fill(
    folder,
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`${i}.png`, plain(200, 200, { r: i % 256, g: i >> 8, b: 9 })])
    )
  )
  const importing = start(built.program, workspace, ['import', folder])
  const imports = join(workspace, 'imports')
  // Its first line alone says nothing of any picture.
  const lines = () =>
    globSync(join(imports, '*', '*.jsonl')).reduce(
      (sum, file) => sum + readFileSync(file, 'utf8').split('\n').length,
      0
    )
  await until('some pictures are packed', () => lines() > 10)
  importing.interrupt('SIGKILL')
  expect((await importing.ended).signal).toBe('SIGKILL')
  const [kept = ''] = readdirSync(imports)
  const counted = counting()
  const target = () => join(out, 'pictures.u8')
  const { images } = await importImages(openSource('folder', folder), counted, target, { kept: join(imports, kept) })
  expect(images).toHaveLength(count)
  // Packed in pieces of 4 MB, of which at least one was there; a few are looked at first.
  expect(counted.files.length).toBeLessThan(count - 300)
  // What was there served once: the workspace has no more of it than the new import's journal.
  expect(globSync(join(imports, '*', '*.packed'))).toEqual([])
  expect((await ended(workspace, 'import', folder)).status).toBe(0)
})

test('what one does next is for the workspace that was named, with its name as one word', async () => {
  const [workspace, folder] = [join(emptyFolder(), 'my work'), await temporaryFolder()]
  await fill(folder, pictures('', 6))
  const words = ['train', folder, '--model', 'dcgan-28', '--epochs', '1', '--set', 'batchSize=4']
  const named = await ended(emptyFolder(), '--workspace', workspace, ...words)
  const quoted = process.platform === 'win32' ? `"${workspace}"` : `'${workspace}'`
  expect(named.stdout).toMatch(/Next: atelier export gif [0-9a-f]{8} -o training\.gif --workspace ['"]/)
  expect(named.stdout).toContain(` --workspace ${quoted}\n`)
  expect((await ended(emptyFolder(), ...words)).stdout).toMatch(
    /Next: atelier export gif [0-9a-f]{8} -o training\.gif\n/
  )
})

test('a name that a run has is not given twice', async () => {
  const [workspace, folder] = [emptyFolder(), await temporaryFolder()]
  await fill(folder, pictures('', 6))
  const once = ['train', folder, '--model', 'dcgan-28', '--epochs', '1', '--set', 'batchSize=4', '--name', 'Mine']
  expect((await ended(workspace, ...once)).status).toBe(0)
  const again = await ended(workspace, ...once)
  expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('There is a run "Mine" already.')])
  expect(await names(workspace)).toEqual(['Mine'])
})

test('a training whose engine is not to be had leaves no run behind', async () => {
  const [workspace, folder] = [emptyFolder(), await temporaryFolder()]
  await fill(folder, pictures('', 6))
  const words = ['--engine', 'webgpu', 'train', folder, '--model', 'dcgan-28', '--epochs', '1', '--set', 'batchSize=4']
  const { status, stderr } = await start(built.program, workspace, words, { engines: { webgpu: 'there is no GPU.' } })
    .ended
  expect([status, stderr]).toEqual([1, expect.stringContaining('webgpu cannot run on this machine: there is no GPU.')])
  expect(await names(workspace)).toEqual([])
})

test('Ctrl-C in the midst of the first step ends at once and says that there is nothing to save', async () => {
  const [workspace, folder] = [emptyFolder(), await temporaryFolder()]
  await fill(folder, pictures('', 6))
  const words = ['train', folder, '--model', 'dcgan-28', '--epochs', '1', '--set', 'batchSize=4']
  // An hour: it hears nothing while it lasts.
  const training = start(built.program, workspace, words, { stepMilliseconds: 3_600_000, deafToStop: true })
  await expect.poll(training.stdout, { timeout: 30_000 }).toContain('Training on')
  training.interrupt()
  const { status, stderr, stdout } = await training.ended
  expect([status, stderr]).toEqual([130, expect.stringContaining('No step has been trained yet.')])
  expect(stdout).toContain('Stopped at step 0. To go on: atelier resume')
})
