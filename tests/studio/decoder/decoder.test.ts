import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Decoder, type Patience } from '../../../src/main/studio/decoder/decoder'
import { startDecoder, type DecoderProcess } from '../../../src/main/studio/decoder/process'
import { forkProcess } from '../../../src/main/studio/processes/fork'
import { temporaryFolder } from '../../store/fixtures'

const framing = { size: 2, channels: 1, fit: 'cover', position: 'centre' } as const
const standIn = join(import.meta.dirname, 'stand-in-decoder.mjs')

/** A decoder whose processes are stand-ins; `environment` says how the nth of them is. */
function open(environment: (nth: number) => NodeJS.ProcessEnv = () => ({}), patience: Partial<Patience> = {}) {
  process.env.ATELIER_DECODER = standIn
  const log = join(temporaryFolder(), 'log')
  const started: DecoderProcess[] = []
  const decoder = new Decoder(
    () => {
      const process = startDecoder(start =>
        forkProcess({ ...start, environment: { ...start.environment, LOG: log, ...environment(started.length) } })
      )
      started.push(process)
      return process
    },
    { silent: 20, idle: 20, factor: 1, ...patience }
  )
  onTestFinished(() => {
    decoder.close()
    delete process.env.ATELIER_DECODER
  })
  const decode = (file: string, signal?: AbortSignal) =>
    decoder.decode({ file }, framing, { signal }).then(
      ({ hash }) => hash,
      (error: Error) => `${error.name}: ${error.message}`
    )
  return {
    decoder,
    decode,
    started,
    orders: () =>
      readFileSync(log, 'utf8')
        .trim()
        .split('\n')
        .filter(line => !line.startsWith('drop'))
        .map(line => line.split(' ')[1])
  }
}

test('pictures come, whatever their order; what is refused is refused', async () => {
  const { decode, started } = open()
  expect(await Promise.all(['late 1', '2', 'refuse', '3'].map(file => decode(file)))).toEqual([
    'late 1',
    '2',
    'UnreadablePicture: It is refused.',
    '3'
  ])
  expect(started).toHaveLength(1)
})

describe('a decoder that dies costs one picture', () => {
  test.each([
    [
      'crash',
      /^UnreadablePicture: The decoder crashed \(SIGABRT\) while it had this picture in hand, twice\. It is probably damaged/
    ],
    ['memory', /^UnreadablePicture: It needs more memory than one picture may take\./]
  ])('%s: the others come, the guilty one is tried alone once more and then named', async (file, reason) => {
    const { decode, started, orders } = open()
    const [guilty, ...others] = await Promise.all([file, 'late 1', 'late 2', 'late 3'].map(each => decode(each)))
    expect(guilty).toMatch(reason)
    expect(others).toEqual(['late 1', 'late 2', 'late 3'])
    expect(orders().filter(each => each === file)).toHaveLength(2)
    expect(started).toHaveLength(3)
    expect(await decode('next')).toBe('next')
  })

  test('killed from outside once, nothing is lost', async () => {
    const { decode, orders } = open(nth => (nth === 0 ? {} : { SECOND: '1' }))
    expect(await Promise.all(['once', 'late 1', 'late 2'].map(file => decode(file)))).toEqual([
      'once',
      'late 1',
      'late 2'
    ])
    expect(orders().filter(file => file === 'once')).toHaveLength(2)
  })

  test('killed again and again between pictures, none is lost', async () => {
    const { decode, started } = open()
    for (let i = 0; i < 5; i++) {
      expect(await decode(`${i}`)).toBe(`${i}`)
      started.at(-1)?.kill()
    }
  })
})

describe('one that hangs is ended', () => {
  test('a picture that takes longer than it may', async () => {
    const { decode, orders } = open()
    const began = performance.now()
    expect(await Promise.all(['hang', 'late 1'].map(file => decode(file)))).toEqual([
      expect.stringMatching(/^UnreadablePicture: Decoding it took too long, twice\./),
      'late 1'
    ])
    expect(orders().filter(each => each === 'hang')).toHaveLength(2)
    expect(performance.now() - began).toBeLessThan(15_000)
  })

  test('one that says nothing at all', async () => {
    const { decode } = open(() => ({}), { silent: 1 })
    expect(await Promise.all(['deaf', '1'].map(file => decode(file)))).toEqual([
      expect.stringMatching(/took too long/),
      '1'
    ])
  })

  test('one that waits for memory is not', async () => {
    const { decode } = open()
    const waiting = decode('wait')
    expect(await Promise.race([waiting, wait(3000, 'still waiting')])).toBe('still waiting')
  })
})

describe('what is cancelled ends at once', () => {
  test('before it is sent, while it waits, while it hangs; the decoder is ended with it', async () => {
    const { decode, started, orders } = open()
    const cancel = new AbortController()
    const asked = ['hang', 'late', 'wait'].map(file => decode(file, cancel.signal))
    expect(await asked[1]).toBe('late')
    const began = performance.now()
    cancel.abort()
    expect(await Promise.all(asked)).toEqual([
      expect.stringMatching(/^StudioError: Cancelled/),
      'late',
      expect.stringMatching(/^StudioError: Cancelled/)
    ])
    // The decoder itself would hang for ever.
    expect(performance.now() - began).toBeLessThan(1000)
    expect(await decode('already', cancel.signal)).toMatch(/^StudioError: Cancelled/)
    await wait(1500)
    expect(await decode('next')).toBe('next')
    expect(started).toHaveLength(2)
    expect(orders()).not.toContain('already')
  })

  test('closing rejects what is under way', async () => {
    const { decoder, decode } = open()
    const asked = decode('hang')
    await wait(300)
    decoder.close()
    expect(await asked).toMatch(/^StudioError: Cancelled/)
    expect(await decode('more')).toMatch(/^StudioError: Cancelled/)
  })
})

test('one that cannot be started is not tried without end, and tried again when it is wanted again', async () => {
  const { decode, started } = open(nth => (nth < 2 ? { STILLBORN: '1' } : {}))
  expect(await Promise.all(['1', '2'].map(file => decode(file)))).toEqual(
    Array(2).fill(expect.stringMatching(/^StudioError: The process that decodes pictures cannot be started/))
  )
  expect(started).toHaveLength(2)
  expect(await decode('3')).toBe('3')
})

test('one that is killed while it starts is started again, a few times', async () => {
  const { decode, started } = open(nth => (nth < 6 ? { KILLED: '1' } : {}))
  expect(await Promise.all(['1', '2'].map(file => decode(file)))).toEqual(['1', '2'])
  expect(started).toHaveLength(7)
  const other = open(() => ({ KILLED: '1' }))
  expect(await other.decode('1')).toMatch(
    /^StudioError: The process that decodes pictures cannot be started: it was killed/
  )
  expect(other.started).toHaveLength(10)
})

test('without work it is ended after a while, and started again', async () => {
  const { decode, started } = open(() => ({}), { idle: 1, silent: 4 })
  await decode('1')
  await wait(3000)
  expect(await decode('2')).toBe('2')
  expect(started).toHaveLength(2)
})
