import { expect, test } from 'vitest'
import { scanFolder } from '../../src/main/datasets/scan'
import { fill, temporaryFolder } from './folder'

test('a folder that has no end of files and folders is refused in words', async () => {
  const folder = await temporaryFolder()
  await fill(folder, Object.fromEntries(['a/1.png', 'a/2.txt', 'b/c/3.jpg', '4.png'].map(path => [path, 'x'])))
  // Four files in three folders.
  expect((await scanFolder(folder, {}, 7)).paths).toEqual(['4.png', 'a/1.png', 'b/c/3.jpg'])
  await expect(scanFolder(folder, {}, 6)).rejects.toMatchObject({
    code: 'bad-input',
    message: `There are more than 6 files and folders below “${folder}”. Choose the folder that holds the pictures.`
  })
})
