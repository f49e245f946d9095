import { expect, test } from 'vitest'
import { sourceOf, write } from './source'
import { readEvents } from './read-events'
import { noise } from './noise'
import { crc32c } from '../../src/main/exports/tools/crc32c'
import { formats, refusalOf } from '../../src/main/exports'
import type { Numbers } from '../../src/main/exports/format'

const curve = (key: string) => ({ key, label: key, short: key })
const numbers = (): Numbers => ({
  steps: {
    step: [1, 2, 4],
    losses: [
      [0.5, 0.25, 0.125],
      [1, 2, 4]
    ]
  },
  epochs: [
    { epoch: 1, step: 2, losses: [0.375, 1.5], measures: { accuracy: 0.75 }, seconds: 10, stepsPerSecond: 0.2 },
    { epoch: 2, step: 4, losses: [0.125, 4], measures: {}, seconds: 20, stepsPerSecond: 0.1 }
  ],
  values: [{ metric: 'a "quoted", one', epoch: 2, value: 1e-7, reference: null }]
})
const source = sourceOf({
  run: {
    createdAt: 5000,
    image: [28, 28, 1],
    losses: [curve('discriminator'), curve('generator')],
    measures: [{ key: 'accuracy', label: 'Accuracy', short: 'Accuracy', help: '' }] as never
  },
  measured: [1, 2],
  sampled: [1, 2],
  sheet: async epoch => noise(4, [28, 28, 1], epoch),
  numbers
})

test('epochs are rows with losses, measures and metrics; what was not taken is an empty cell', async () => {
  const { bytes, facts } = await write('csv', source)
  expect(facts).toEqual({ rows: 2, columns: 8 })
  expect(new TextDecoder().decode(bytes).split('\r\n')).toEqual([
    'epoch,step,seconds,steps per second,loss/discriminator,loss/generator,measure/accuracy,"metric/a ""quoted"", one"',
    '1,2,10,0.2,0.375,1.5,0.75,',
    '2,4,20,0.1,0.125,4,,1e-7',
    ''
  ])
})

test('steps are rows with losses', async () => {
  const { bytes } = await write('csv', source, { rows: 'steps' })
  expect(new TextDecoder().decode(bytes)).toBe(
    'step,loss/discriminator,loss/generator\r\n1,0.5,1\r\n2,0.25,2\r\n4,0.125,4\r\n'
  )
})

test('a run within its first epoch has rows of steps; a row per epoch is refused', async () => {
  const begun = { ...source, measured: [], stepped: [4], numbers: () => ({ ...numbers(), epochs: [] }) }
  expect(refusalOf(formats.find('csv'), begun)).toBeNull()
  expect(refusalOf(formats.find('tensorboard'), { ...begun, sampled: [] })).toBeNull()
  expect((await write('csv', begun)).facts).toEqual({ rows: 3, columns: 3 })
  await expect(write('csv', begun, { rows: 'epochs' })).rejects.toThrow(/no epoch behind it yet.*row per step/)
  expect(refusalOf(formats.find('csv'), { ...begun, stepped: [] })).toBe('"A run" has no step behind it yet.')
})

test('the checksum is the one of RFC 3720', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
})

test('an event file has each number under its tag, step and time, and each sheet as a picture', async () => {
  const events = readEvents((await write('tensorboard', source)).bytes)
  expect(events[0]).toMatchObject({ version: 'brain.Event:2', time: 5 })
  const of = (tag: string) =>
    events.flatMap(({ step, time, values }) =>
      values.filter(v => v.tag === tag).map(({ value }) => [step, time, value])
    )
  // Two steps in the first ten seconds, two in the next twenty.
  expect(of('loss/discriminator')).toEqual([
    [1, 10, 0.5],
    [2, 15, 0.25],
    [4, 35, 0.125]
  ])
  expect(of('loss/generator')).toEqual([
    [1, 10, 1],
    [2, 15, 2],
    [4, 35, 4]
  ])
  expect(of('measure/accuracy')).toEqual([[2, 15, 0.75]])
  expect(of('metric/a "quoted", one')).toEqual([[4, 35, Math.fround(1e-7)]])
  const pictures = events.flatMap(({ step, values }) =>
    values.flatMap(v => (v.picture ? [{ step, ...v.picture }] : []))
  )
  expect(pictures.map(({ step, width, height, channels }) => [step, width, height, channels])).toEqual([
    [2, 56, 56, 1],
    [4, 56, 56, 1]
  ])
  for (const { png } of pictures) expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47])
  const without = readEvents((await write('tensorboard', source, { samples: false })).bytes)
  expect(without.length).toBe(events.length - 2)
})
