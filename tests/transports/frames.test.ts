/** Frames of the socket, before anything is made of them. */
import { decode, encode } from '@msgpack/msgpack'
import { expect, test } from 'vitest'
import { readFrame } from '../../src/main/transports/frames'
import { checkFrame, requestBounds, studioBounds } from '../../src/shared/frame-bounds'

const framed = (input: unknown): Uint8Array => encode({ id: 1, request: 'setPreference', input })

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = [value]
  return value
}

/** Headers of arrays inside one another, each announcing a million entries. */
function headers(bytes: number): Uint8Array {
  const made = new Uint8Array(bytes)
  for (let i = 0; i + 5 <= bytes; i += 5) made.set([0xdd, 0, 0x0f, 0x42, 0x40], i)
  return made
}

test.each<[string, unknown]>([
  ['nothing', {}],
  [
    'every kind',
    {
      a: null,
      b: [
        true,
        false,
        1,
        -1,
        255,
        65_535,
        2 ** 32,
        -(2 ** 40),
        0.1,
        'text',
        'ä'.repeat(40),
        'long'.repeat(20_000),
        new Uint8Array(70_000)
      ],
      c: {}
    }
  ],
  ['many', { latents: Array.from({ length: 64 }, () => new Array(4096).fill(0.5)) }],
  ['as deep as a preference', { key: 'deep', value: nested(16) }]
])('what a window sends passes: %s', (_, input) => {
  expect(readFrame(framed(input)).input).toEqual(input)
})

test('byte arrays are not copied', () => {
  const bytes = framed({ bytes: new Uint8Array(1000).fill(7) })
  const { bytes: read } = readFrame(bytes).input as { bytes: Uint8Array }
  expect(read.buffer).toBe(bytes.buffer)
})

test.each<[string, Uint8Array, RegExp]>([
  ['2,000 bytes of headers of arrays', headers(2000), /more entries than it has bytes/],
  ['64 MB of them', headers(64 * 2 ** 20), /nested deeper than 24/],
  ['nested 90 deep', framed(nested(90)), /nested deeper than 24/],
  ['64 MB of arrays of one', new Uint8Array(64 * 2 ** 20).fill(0x91), /nested deeper than 24/],
  ['a million entries that are there', framed(new Array(1_000_000).fill(null)), /more than 400000 values/],
  [
    'a map that announces 2^32 entries',
    new Uint8Array([0xdf, 0xff, 0xff, 0xff, 0xff]),
    /more entries than it has bytes/
  ],
  ['a text of 2 MB', framed('a'.repeat(2 ** 21)), /a text of more than/],
  ['a text that is cut short', new Uint8Array([0xdb, 0xff, 0xff, 0xff, 0xff, 1]), /a text of more than|cut short/],
  ['bytes that are cut short', new Uint8Array([0xc6, 0xff, 0xff, 0xff, 0xff, 1]), /cut short/],
  ['a head that is cut short', new Uint8Array([0xdd, 0, 0]), /Offset is outside/],
  ['an extension', new Uint8Array([0xd4, 1, 1]), /no request has/],
  ['a time', encode(new Date(0)), /no request has/],
  ['a key that is a number', new Uint8Array([0x81, 1, 1]), /key that is no text/],
  ['two messages', new Uint8Array([0x90, 0x90]), /goes on after its end/],
  ['nothing at all', new Uint8Array(), /Offset is outside/]
])('what could exhaust the studio is refused: %s', (_, bytes, problem) => {
  const before = process.memoryUsage()
  const began = performance.now()
  expect(() => readFrame(bytes)).toThrow(problem)
  expect(performance.now() - began).toBeLessThan(1000)
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  expect(heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(64 * 2 ** 20)
})

test(
  'the window reads the studio with bounds of its own: what is larger than any request passes, what lies ' +
    'about its size does not',
  () => {
    const metrics = encode({
      id: 1,
      ok: true,
      value: {
        steps: Array.from({ length: 8 }, () => new Array(20_000).fill(0.25)),
        epochs: Array.from({ length: 100_000 }, (_, epoch) => ({ epoch, losses: [1, 2] }))
      }
    })
    expect(() => checkFrame(metrics, studioBounds)).not.toThrow()
    expect(() => checkFrame(metrics, requestBounds)).toThrow(/values/)
    expect(() => checkFrame(headers(2000), studioBounds)).toThrow(/more entries/)
    expect(decode(metrics)).toMatchObject({ ok: true })
  }
)
