/** Classes, what is held out, and versions, from the command line. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fill, plain, temporaryFolder } from '../datasets/folder'
import { temporaryFolder as emptyFolder } from '../store/fixtures'
import { buildCommandLine, start } from './built'

let built: Awaited<ReturnType<typeof buildCommandLine>>
beforeAll(async () => {
  built = await buildCommandLine()
})
afterAll(() => built.remove())

test('pictures are moved, held out and brought back; every version is listed', async () => {
  const [folder, workspace] = [await temporaryFolder(), emptyFolder()]
  const ended = (...words: string[]) => start(built.program, workspace, words).ended
  const names = ['cats/1.png', 'cats/2.png', 'cats/3.png', 'dogs/1.png', 'dogs/2.png', 'dogs/11.png']
  await fill(folder, Object.fromEntries(names.map((name, i) => [name, plain(8, 8, { r: 30 * i, g: 90, b: 20 })])))
  await ended('import', folder, '--name', 'Pets')

  expect((await ended('label', 'Pets')).stdout).toBe('cats  3\ndogs  3\n')
  expect((await ended('label', 'Pets', 'puppies', 'dogs/11.png')).stdout).toBe(
    '1 picture of "Pets" is "puppies" now: new runs are trained on 6 pictures, version 2 of "Pets". Runs that ' +
      'there are go on with what they had.\n'
  )
  expect(await ended('label', 'Pets', 'cat', '--rename', 'kittens')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('"Pets" has no class "cat". Did you mean cats?')
  })
  await ended('label', 'Pets', 'cats', '--rename', 'kittens')
  expect((await ended('label', 'Pets')).stdout).toBe('kittens  3\ndogs     2\npuppies  1\n')
  expect((await ended('label', 'Pets', 'cats')).status).toBe(2)

  const held = await ended('hold-out', 'Pets', 'dogs/1.png', '--for', 'validation')
  expect(held.stdout).toContain('1 picture of "Pets" is held out for validation: new runs are trained on 5 pictures')
  expect((await ended('hold-out', 'Pets')).stdout).toBe('validation  dogs/1.png\n')
  expect(JSON.parse((await ended('--json', 'hold-out', 'Pets', '--share', '0.34')).stdout)).toMatchObject({
    heldOutCount: 2,
    version: 5
  })
  expect(await ended('hold-out', 'Pets', '--share', '2')).toMatchObject({ status: 2 })
  expect(JSON.parse((await ended('--json', 'hold-out', 'Pets', '--back')).stdout)).toMatchObject({ heldOutCount: 0 })

  const back = JSON.parse((await ended('--json', 'versions', 'Pets', '--restore', '1')).stdout)
  expect(back).toMatchObject({ labels: ['cats', 'dogs'], version: 7 })
  const listed = (await ended('versions', 'Pets')).stdout.split('\n')
  expect(listed[1]).toMatch(/^7 +0 +\d{4}-\d\d-\d\d \d\d:\d\d +As version 1 again$/)
  expect(listed).toHaveLength(9)
  expect(await ended('versions', 'Pets', '--restore', '9')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('There is no version 9: the newest is version 7.')
  })
})

test('a run is framed by its options, and a plan trains nothing', async () => {
  const [folder, workspace] = [await temporaryFolder(), emptyFolder()]
  const ended = (...words: string[]) => start(built.program, workspace, words).ended
  const names = Array.from({ length: 6 }, (_, i) => `${i}.png`)
  await fill(folder, Object.fromEntries(names.map((name, i) => [name, plain(12, 8, { r: 30 * i, g: 90, b: 20 })])))
  const wanted = ['--model', 'dcgan-28', '--set', 'width=4', '--set', 'batchSize=4']
  const plan = await ended('train', folder, ...wanted, '--plan')
  expect(plan.stdout).toMatch(/^Time: About .+\n  Assumed: /)
  expect(plan.stdout).toContain('Memory: ')
  expect(JSON.parse((await ended('--json', 'runs')).stdout)).toEqual([])
  expect(await ended('train', folder, ...wanted, '--background', 'green')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('It must be a colour such as #20a0ff.')
  })
})

test('an animation becomes its frames, one of every so many', async () => {
  const [folder, workspace] = [await temporaryFolder(), emptyFolder()]
  const ended = (...words: string[]) => start(built.program, workspace, words).ended
  const frames = await Promise.all(
    [10, 60, 110, 160, 210].map(r => plain(20, 12, { r, g: 60, b: 90 }).png().toBuffer())
  )
  await fill(folder, { 'waves.gif': sharp(frames, { join: { animated: true } }).gif() })
  const file = join(folder, 'waves.gif')
  const found = JSON.parse((await ended('--json', 'import', file, '--stride', '2')).stdout)
  expect(found).toMatchObject({ name: 'waves', imageCount: 3, sourceSize: { width: 20, height: 12 } })
  expect(JSON.parse((await ended('--json', 'import', file)).stdout)).toMatchObject({ imageCount: 5 })
  const [sheet] = await colours(workspace, found.id)
  expect(sheet).toEqual([10, 110, 210])
  await fill(folder, { 'still.gif': plain(9, 9, { r: 1, g: 2, b: 3 }) })
  expect((await ended('import', join(folder, 'still.gif'))).stderr).toContain('is a file, not a folder')
})

/** The red of each frame that lies in the dataset's folder. */
async function colours(workspace: string, dataset: string): Promise<number[][]> {
  const folder = join(workspace, 'datasets', dataset, 'files')
  const reds = (await readdir(folder))
    .toSorted()
    .map(async name => (await sharp(join(folder, name)).raw().toBuffer())[0] ?? -1)
  return [await Promise.all(reds)]
}
