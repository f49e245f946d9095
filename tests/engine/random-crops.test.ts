/** Random crops of pictures that are packed larger than they are learned. */
import { afterAll, expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { exampleSource } from '../../src/main/engine/step/columns'
import { centred } from '../../src/main/lib/centred'
import { engine } from '../../src/main/tensors/engine'
import { bytesOf } from '../../src/main/tensors/pixels'
import { Table, type Program, type TypedArray } from '../../src/main/tensors/program'

await openEngine('tensorflow')

const [tall, wide, height, width, examples] = [5, 7, 3, 4, 16]
/** Every pixel says where it lies: row, column, and which picture it is of. */
const packed = Uint8Array.from({ length: examples * tall * wide * 3 }, (_, i) => {
  const [pixel, channel] = [Math.floor(i / 3), i % 3]
  return [Math.floor(pixel / wide) % tall, pixel % wide, Math.floor(pixel / wide / tall)][channel] ?? 0
})
const programs: Program[] = []
afterAll(() => programs.forEach(program => program.dispose()))

/** @param table the pictures lie in the program, or are fed */
async function cropper(seed: number, table: Table | null): Promise<(step: number) => Promise<Uint8Array>> {
  const shapes = { image: [height, width, 3], packed: [tall, wide, 3], seed } satisfies Parameters<
    typeof exampleSource
  >[1]
  const { inputs, columns } = exampleSource({}, shapes, examples, table)
  const program = await engine().compile({
    variables: new Map(),
    tables: table ? [table] : [],
    methods: {
      crop: {
        inputs: { step: { shape: [], dtype: 'int32' }, ...inputs },
        run: given => {
          const { image } = columns(given)
          if (!image) throw new Error('There are no pictures.')
          return { image: bytesOf(image) }
        }
      }
    }
  })
  programs.push(program)
  const fed: Record<string, TypedArray> = table
    ? { indices: Int32Array.from({ length: examples }, (_, i) => i) }
    : { pixels: packed }
  return async step => Uint8Array.from((await program.run('crop', { step: Int32Array.of(step), ...fed })).image ?? [])
}

/** Where each crop begins. */
const corners = (crops: Uint8Array): string[] =>
  Array.from({ length: examples }, (_, i) => crops.subarray(i * height * width * 3, i * height * width * 3 + 2).join())

test('each is a window of its own picture, and every window comes', async () => {
  const crop = await cropper(1, null)
  const seen = new Set<string>()
  for (let step = 0; step < 20; step++) {
    const crops = await crop(step)
    corners(crops).forEach((corner, i) => {
      seen.add(corner)
      const [top = 0, left = 0] = corner.split(',').map(Number)
      for (let at = 0; at < height * width; at++) {
        const pixel = [...crops.subarray((i * height * width + at) * 3, (i * height * width + at) * 3 + 3)]
        expect(pixel).toEqual([top + Math.floor(at / width), left + (at % width), i])
      }
    })
  }
  expect(seen.size).toBe((tall - height + 1) * (wide - width + 1))
})

test('the seed and the step say which, whether pictures are fed or lie in the program', async () => {
  const [fed, resident, other] = [
    await cropper(1, null),
    await cropper(1, new Table('dataset', examples, tall * wide * 3, packed)),
    await cropper(2, null)
  ]
  expect(await resident(3)).toEqual(await fed(3))
  expect(corners(await fed(4))).not.toEqual(corners(await fed(3)))
  expect(corners(await other(3))).not.toEqual(corners(await fed(3)))
})

test('what is shown is the middle', () => {
  const middle = centred(packed, [tall, wide, 3], [height, width, 3])
  expect(corners(middle)).toEqual(Array.from({ length: examples }, () => '1,1'))
  expect([...middle.subarray(-3)]).toEqual([3, 4, examples - 1])
  expect(centred(packed, [tall, wide, 3], [tall, wide, 3])).toBe(packed)
})
