/** Pictures left out and taken in again from the command line. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fill, plain, temporaryFolder } from '../datasets/folder'
import { temporaryFolder as emptyFolder } from '../store/fixtures'
import { buildCommandLine, start } from './built'

let built: Awaited<ReturnType<typeof buildCommandLine>>
beforeAll(async () => {
  built = await buildCommandLine()
})
afterAll(() => built.remove())

test('a pair is known by either of its pictures', async () => {
  const [folder, workspace] = [await temporaryFolder(), emptyFolder()]
  const ended = (...words: string[]) => start(built.program, workspace, words).ended
  const names = ['A/1.png', 'A/2.png', 'B/1.png', 'B/2.png']
  await fill(folder, Object.fromEntries(names.map((name, i) => [name, plain(8, 8, { r: 30 * i, g: 90, b: 20 })])))
  expect((await ended('import', folder, '--name', 'Maps')).status).toBe(0)
  expect(JSON.parse((await ended('--json', 'exclude', 'Maps', 'B/2.png')).stdout)).toMatchObject({ paths: ['A/2.png'] })
})

test('by path, by file name, by folder; listed, included again, and refused where there is none', async () => {
  const [folder, workspace] = [await temporaryFolder(), emptyFolder()]
  const ended = (...words: string[]) => start(built.program, workspace, words).ended
  const names = ['cats/1.png', 'cats/2.png', 'cats/3.png', 'dogs/1.png', 'dogs/2.png', 'dogs/11.png']
  await fill(folder, Object.fromEntries(names.map((name, i) => [name, plain(8, 8, { r: 30 * i, g: 90, b: 20 })])))
  expect((await ended('import', folder, '--name', 'Pets')).status).toBe(0)
  const excluded = async (): Promise<string[]> => JSON.parse((await ended('--json', 'exclude', 'Pets')).stdout).paths

  expect(await ended('exclude', 'Pets')).toMatchObject({ status: 0, stdout: 'Nothing of "Pets" is excluded.\n' })
  // A file name counts in every folder, and only whole.
  const first = await ended('exclude', 'Pets', '1.png', 'cats/3.png')
  expect(first.stdout).toBe(
    '3 pictures of "Pets" are excluded: new runs are trained on 3 pictures, version 2 of "Pets". Runs that there ' +
      'are go on with what they had.\n'
  )
  expect(await excluded()).toEqual(['cats/1.png', 'cats/3.png', 'dogs/1.png'])
  await ended('exclude', 'Pets', './cats/')
  expect(await excluded()).toEqual(['cats/1.png', 'cats/2.png', 'cats/3.png', 'dogs/1.png'])
  const again = JSON.parse((await ended('--json', 'exclude', 'Pets', '--include', 'cats', 'dogs/1.png')).stdout)
  expect(again).toMatchObject({ excluded: false, imageCount: 6, excludedCount: 0 })
  expect(await excluded()).toEqual([])

  const wrong = await ended('exclude', 'Pets', 'dogs/2.png', 'dogs/12.png')
  expect(wrong).toMatchObject({ status: 1, stdout: '' })
  expect(wrong.stderr).toContain('"Pets" has no picture and no folder "dogs/12.png". Did you mean ')
  expect(await excluded()).toEqual([])
  expect((await ended('exclude', 'Pats', 'a')).stderr).toContain('There is no dataset "Pats"')
})
