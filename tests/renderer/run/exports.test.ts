import { expect, test } from 'vitest'
import { ExportMaker, Exports } from '../../../src/renderer/state/run/exports.svelte'
import { RequestError } from '../../../src/renderer/state/transport/types'
import type { Exported, ExportFormat } from '../../../src/shared/domain'
import { FakeWire, settle } from './fake-wire'

const option = { advanced: false, help: '' }
const format: ExportFormat = {
  id: 'gif',
  title: 'Export GIF',
  label: 'Animated GIF',
  summary: 'Samples, animated.',
  extension: 'gif',
  mediaType: 'image/gif',
  previews: true,
  keeps: false,
  refusal: null,
  options: [
    { ...option, key: 'framesPerSecond', type: 'float', label: 'Frames', default: 8, min: 0.5, max: 50 },
    { ...option, key: 'columns', type: 'int', label: 'Columns', default: 5, min: 1, max: 16 },
    { ...option, key: 'lastEpoch', type: 'int', label: 'Last', default: 9, min: 1, max: 9 },
    {
      ...option,
      key: 'class',
      type: 'choice',
      label: 'Class',
      default: 'each',
      choices: [
        { value: 'each', label: 'Each' },
        { value: '0', label: 'Cats' }
      ]
    }
  ]
}
const made: Exported = {
  bytes: new Uint8Array(1234),
  mark: '',
  words: '12 frames',
  facts: { frames: 12, width: 420, height: 420, scale: 3 }
}

test('formats are listed as they fit the run; a failure is said', async () => {
  const exports = new Exports('r', new FakeWire({ listExports: () => [format] }))
  await exports.load()
  expect([exports.formats, exports.problem]).toEqual([[format], null])
  const failing = new Exports(
    'r',
    new FakeWire({
      listExports: () => {
        throw new RequestError('disk-full', 'The disk is full.')
      }
    })
  )
  await failing.load()
  expect([failing.formats, failing.problem]).toEqual([[], 'The disk is full.'])
})

test(
  'the preview is what would be exported; what was kept of the ' + 'choices comes back as far as it is allowed',
  async () => {
    const wire = new FakeWire({ exportRun: () => made })
    const maker = new ExportMaker('r', format, wire, { framesPerSecond: 12, columns: 99, nonsense: 4, class: 'dogs' })
    await maker.refresh(9)
    expect(maker.preview).toMatchObject({ size: 1234, width: 420, height: 420, scale: 3, words: '12 frames' })
    expect(maker.madeAt).toBe(9)
    // Defaults are the studio's to fill in: they follow the run.
    expect(wire.asked[0]?.input).toMatchObject({
      keep: false,
      format: 'gif',
      options: { framesPerSecond: 12, columns: 16 }
    })
    expect(maker.options).toEqual({ framesPerSecond: 12, columns: 16, lastEpoch: 9, class: 'each' })
    expect(maker.busy).toBe(false)
  }
)

test('a newer preview cancels the one under way, whose answer is not shown', async () => {
  const answers: ((made: Exported) => void)[] = []
  const wire = new FakeWire({
    exportRun: () => new Promise<Exported>(resolve => answers.push(resolve)),
    cancelJob: () => null
  })
  const maker = new ExportMaker('r', format, wire)
  const first = maker.refresh(1)
  const second = maker.refresh(2)
  await settle()
  const [one, , two] = wire.asked.map(({ input }) => (input as { job: string }).job)
  expect(wire.asked.map(({ name }) => name)).toEqual(['exportRun', 'cancelJob', 'exportRun'])
  expect(one).not.toBe(two)
  answers[0]?.({ ...made, words: '1 frame' })
  await first
  expect(maker.preview).toBeNull()
  answers[1]?.({ ...made, words: '2 frames' })
  await second
  expect(maker.preview?.words).toBe('2 frames')
})

test('progress of its own job only; cancelling is no error', async () => {
  let fail: (error: Error) => void = () => {}
  const wire = new FakeWire({
    exportRun: () =>
      new Promise<Exported>((_, reject) => {
        fail = reject
      }),
    cancelJob: () => null
  })
  const maker = new ExportMaker('r', format, wire)
  const refreshing = maker.refresh(1)
  await settle()
  const [job = ''] = wire.asked.map(({ input }) => (input as { job: string }).job)
  wire.emit('progress', { job: 'else', label: 'Other', done: 1, total: 2, secondsLeft: null })
  expect(maker.job).toMatchObject({ label: 'Making the preview', done: 0, total: null })
  wire.emit('progress', { job, label: 'Frames', done: 1, total: 2, secondsLeft: null })
  expect(maker.job).toMatchObject({ label: 'Frames', done: 1, total: 2 })
  fail(new RequestError('cancelled', 'Cancelled.'))
  await refreshing
  expect([maker.problem, maker.busy, maker.job]).toEqual([null, false, undefined])
  maker.close()
  expect(wire.listening).toBe(0)
})

test('newer epochs are offered where they would be in it, and not after a last epoch that was chosen', async () => {
  const wire = new FakeWire({ exportRun: () => made })
  const at = (newest: number): ExportFormat => ({
    ...format,
    options: format.options.map(each =>
      each.key === 'lastEpoch' && each.type === 'int' ? { ...each, default: newest, max: newest } : each
    )
  })
  const maker = new ExportMaker('r', at(9), wire)
  await maker.refresh(9)
  expect(maker.newer([1, 9])).toBe(0)
  maker.format = at(11)
  expect(maker.newer([1, 9, 10, 11])).toBe(2)
  maker.change('lastEpoch', 7)
  await maker.refresh(11)
  maker.format = at(12)
  expect(maker.newer([1, 9, 10, 11, 12])).toBe(0)
})

test('a failure is said', async () => {
  const maker = new ExportMaker(
    'r',
    format,
    new FakeWire({
      exportRun: () => {
        throw new RequestError('disk-full', 'The disk is full.')
      }
    })
  )
  expect(await maker.export()).toBeNull()
  expect(maker.problem).toBe('The disk is full.')
  expect(maker.exporting).toBe(false)
})

test('a choice is asked for and kept until it is the default again, which follows the run', async () => {
  const wire = new FakeWire({ exportRun: () => made })
  const maker = new ExportMaker('r', format, wire, { lastEpoch: 7, columns: 3 })
  await maker.refresh(9)
  expect(wire.asked[0]?.input).toMatchObject({ options: { lastEpoch: 7, columns: 3 } })
  maker.change('lastEpoch', 9)
  maker.change('nonsense', 1)
  expect(maker.kept).toEqual({ columns: 3 })
  maker.format = {
    ...format,
    options: format.options.map(each =>
      each.key === 'lastEpoch' && each.type === 'int' ? { ...each, default: 20, max: 20 } : each
    )
  }
  expect(maker.options['lastEpoch']).toBe(20)
})
