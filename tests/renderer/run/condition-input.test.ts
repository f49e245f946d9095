import { expect, test } from 'vitest'
import { Explore } from '../../../src/renderer/state/run/explore.svelte'
import type { Output } from '../../../src/shared/ipc'
import { FakeWire, settle } from './fake-wire'

const picture = (value: number) => ({ count: 1, width: 1, height: 1, rgba: Uint8Array.of(value, value, value, 255) })
const read = (value: number, target: number | null = null): Output<'readInput'> => ({
  pixels: Uint8Array.of(value),
  input: picture(value),
  target: target === null ? null : picture(target)
})

/**
 * A run of pairs: pair n's input is n, its target 100 + n; what is made is the input and the latent's first number
 * together.
 */
function explorer(
  kept?: ConstructorParameters<typeof Explore>[2],
  answer?: (of: { pair: number } | { file: Uint8Array }) => Promise<Output<'readInput'>>
) {
  const wire = new FakeWire({
    readInput: async ({ of }) => {
      if ('pixels' in of) throw new Error('Nobody asks that.')
      if (answer) return answer(of)
      return 'pair' in of ? read(of.pair, 100 + of.pair) : read(of.file[0] ?? 0)
    },
    generate: async ({ inputs }) => {
      const [latents, of] = [inputs['latents'] as number[][], inputs['input'] as { pixels: Uint8Array }]
      const input = of.pixels[0] ?? NaN
      return {
        count: latents.length,
        width: 1,
        height: 1,
        rgba: Uint8Array.from(latents.flatMap(([first = 0]) => [input + first, 0, 0, 255]))
      }
    }
  })
  return {
    wire,
    explore: new Explore(
      {
        id: 'r',
        latent: 2,
        inputs: [
          { key: 'latents', label: 'Latent', help: '', kind: 'latent', size: 2, distribution: 'normal' },
          { key: 'input', label: 'Input', help: '', kind: 'picture' }
        ]
      },
      wire,
      kept
    )
  }
}
const rest = async () => {
  for (let i = 0; i < 10; i++) await settle()
}

test('the kept pair is read once, and all pictures are made of it', async () => {
  const { wire, explore } = explorer({ latent: [2, 0], pair: 7, pins: [{ latent: [3, 0] }] })
  explore.draw()
  void explore.drawPins()
  await rest()
  expect(explore.picture?.rgba[0]).toBe(9)
  expect([...explore.pinPictures.values()].map(({ rgba }) => rgba[0])).toEqual([10])
  explore.setDimension(0, 5)
  await rest()
  expect(explore.picture?.rgba[0]).toBe(12)
  expect(wire.count('readInput')).toBe(1)
  expect(explore.condition).toMatchObject({
    pair: 7,
    name: null,
    read: { target: { rgba: Uint8Array.of(107, 107, 107, 255) } }
  })
  expect(explore.keep()).toMatchObject({ pair: 7 })
})

test(
  "a picture of one's own has a name and no target; pins are drawn of it too; between starts the first " +
    'pair is kept',
  async () => {
    const { explore } = explorer({ latent: [1, 0], pair: 3, pins: [{ latent: [4, 0] }] })
    explore.draw()
    await rest()
    expect(await explore.give({ file: Uint8Array.of(50), name: 'own.png' })).toBe(true)
    await rest()
    expect(explore.picture?.rgba[0]).toBe(51)
    expect([...explore.pinPictures.values()].map(({ rgba }) => rgba[0])).toEqual([54])
    expect(explore.condition).toMatchObject({ pair: null, name: 'own.png', read: { target: null } })
    expect(explore.keep()).toMatchObject({ pair: 0 })
  }
)

test('what cannot be read changes nothing, and is said; of two chosen in a hurry the later stays', async () => {
  const answers: ((value: Output<'readInput'>) => void)[] = []
  const { explore } = explorer({ latent: [0, 0] }, of =>
    'pair' in of && of.pair === 0
      ? Promise.resolve(read(1))
      : 'file' in of
        ? Promise.reject(new Error('It is not a picture.'))
        : new Promise(resolve => answers.push(resolve))
  )
  explore.draw()
  await rest()
  expect(await explore.give({ file: new Uint8Array(), name: 'notes.txt' })).toBe(false)
  expect(explore.condition).toMatchObject({
    pair: 0,
    name: null,
    problem: expect.stringContaining('It is not a picture.')
  })
  const [first, second] = [explore.give({ pair: 4 }), explore.give({ pair: 5 })]
  answers[1]?.(read(25))
  answers[0]?.(read(24))
  expect([await first, await second]).toEqual([false, true])
  await rest()
  expect(explore.picture?.rgba[0]).toBe(25)
  expect(explore.condition).toMatchObject({ pair: 5, problem: null })
})

test('where nothing can be read, that is what is said instead of a picture', async () => {
  const { explore } = explorer({ latent: [0, 0] }, () => Promise.reject(new Error('The dataset was deleted.')))
  explore.draw()
  await rest()
  expect(explore.problem).toContain('The dataset was deleted.')
})
