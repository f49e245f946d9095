/** IDX files and JSON rows, read as they stream by. */
import { describe, expect, test } from 'vitest'
import { readIdx } from '../../../src/main/datasets/starters/idx'
import { readRows } from '../../../src/main/datasets/starters/rows'
import { idx, inChunks } from './tarball'

describe('IDX', () => {
  const file = idx(
    [2, 3, 2],
    Uint8Array.from({ length: 12 }, (_, i) => i)
  )
  const read = async (bytes: Buffer, axes: number, chunk = 5) => {
    const values: number[] = []
    const shape = await readIdx(inChunks(bytes, chunk), axes, part => {
      values.push(...part)
    })
    return { shape, values }
  }

  test.each([1, 3, 16, 1000])('shape and values, from chunks of %i bytes', async chunk => {
    expect(await read(file, 3, chunk)).toEqual({ shape: [2, 3, 2], values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] })
  })
  test('one axis', async () =>
    expect(await read(idx([3], Uint8Array.of(7, 8, 9)), 1)).toEqual({ shape: [3], values: [7, 8, 9] }))
  test.each([
    ['shorter', file.subarray(0, -1)],
    ['longer', Buffer.concat([file, Buffer.alloc(1)])],
    ['only begun', file.subarray(0, 9)],
    ['empty', Buffer.alloc(0)]
  ])('%s than its header says', async (_, bytes) => {
    await expect(read(bytes, 3)).rejects.toThrow('another length')
  })
  test('other axes, other types, other files', async () => {
    await expect(read(file, 1)).rejects.toThrow('not an IDX file')
    await expect(read(Buffer.concat([Buffer.of(0, 0, 0x0d), file.subarray(3)]), 3)).rejects.toThrow('not an IDX file')
    await expect(read(Buffer.from('<html>Not found</html>'), 3)).rejects.toThrow('not an IDX file')
  })
})

describe('rows of JSON', () => {
  const read = async (text: string, chunk = 1000) => {
    const rows: number[][] = []
    for await (const row of readRows(inChunks(Buffer.from(text), chunk))) rows.push([...row])
    return rows
  }

  test.each([1, 2, 3, 1000])('as JSON.parse has them, from chunks of %i bytes', async chunk => {
    const data = [[0, 255, 10], [], [7], [100, 20, 3, 0]]
    expect(await read(JSON.stringify({ data }), chunk)).toEqual(data)
    expect(await read(JSON.stringify({ data }, null, 2), chunk)).toEqual(data)
  })
  test('a row longer than any picture so far', async () => {
    const row = Array.from({ length: 5000 }, (_, i) => i % 256)
    expect(await read(JSON.stringify([row, [1]]))).toEqual([row, [1]])
  })
  test.each(['[[256]]', '[[0.5]]', '[[-1]]', '[["a"]]', '{"data":12}'])('%s is refused', async text => {
    await expect(read(text)).rejects.toThrow('A value is not a whole number from 0 to 255.')
  })
  test('a row that does not end', async () => {
    await expect(read('[[1,2],[3')).rejects.toThrow('cut short')
  })
})
