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

test('what lies in a file decides where its name does not; what is not read is named with its reason', async () => {
  const folder = await temporaryFolder()
  await fill(folder, {
    IMG_2: '\0\0\0\x18ftypheic\0\0\0\0mif1heic',
    '2.HEIC': 'x',
    '3.jpg': 'x',
    IMG_4: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]),
    'photo.jpg_large': Buffer.from([0xff, 0xd8, 0xff, 0xdb, 0, 16]),
    'drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'scan.jxl': Buffer.from([0xff, 0x0a, 0, 0]),
    'raw.NEF': Buffer.from('MM\0*\0\0\0\x08'),
    'pictures.zip': 'PK\x03\x04',
    'labels.xml': '<?xml version="1.0"?>',
    'BMW is a car.txt': 'BMW is a car',
    'movie.mov': '\0\0\0\x14ftypqt  '
  })
  const { paths, issues, others } = await scanFolder(folder)
  expect(paths).toEqual(['2.HEIC', '3.jpg', 'IMG_2', 'IMG_4', 'photo.jpg_large'])
  expect(others).toBe(3)
  expect(Object.fromEntries(issues.map(({ path, reason }) => [path, reason.split(/[,.]/)[0]]))).toEqual({
    'drawing.svg': 'It is an SVG drawing',
    'pictures.zip': 'It is a ZIP archive',
    'raw.NEF': 'It is a camera’s raw picture',
    'scan.jxl': 'It is a JPEG XL picture'
  })
})
