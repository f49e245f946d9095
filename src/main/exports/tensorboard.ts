/** The run as TensorBoard shows runs: losses by step, measures and metrics by epoch, and the samples of each epoch. */
import { setImmediate } from 'node:timers/promises'
import { counted } from '../../shared/counted'
import type { EpochMetrics } from '../../shared/domain'
import { encodeSheet } from '../drawing/sheet'
import { checkCancelled } from '../lib/cancel'
import { joinBytes } from '../../shared/files/join'
import type { WorkOptions } from '../lib/progress'
import type { ExportSource, Format } from './format'
import { fileVersion, picture, scalars, type Moment } from './tools/event-file'

/** Steps written between two breaths of the event loop. */
const atOnce = 5000

const format: Format = {
  id: 'tensorboard',
  title: 'Export for TensorBoard',
  label: 'TensorBoard',
  summary: 'Losses, measures, metrics and samples in an event file: open its folder with tensorboard --logdir.',
  // TensorBoard knows its files by this word in their names.
  extension: 'tfevents',
  anywhere: true,
  mediaType: 'application/octet-stream',
  group: 'numbers',
  needs: 'stepped',
  options: () => [
    {
      advanced: false,
      key: 'samples',
      type: 'flag',
      label: 'With samples',
      default: true,
      help: 'The sample sheet of every epoch is in the file, too.'
    }
  ],
  write: async (source, { flag }, work) => {
    const records = [
      fileVersion(source.run.createdAt / 1000),
      ...(await numbersIn(source, work)),
      ...(flag('samples') ? await samplesIn(source, work) : [])
    ]
    return {
      bytes: joinBytes(records),
      mark: '',
      words: counted(records.length, 'event'),
      facts: { events: records.length }
    }
  }
}
export default format

/** When a step was: between the ends of the epochs around it. */
function clockOf(start: number, epochs: readonly EpochMetrics[]): (step: number) => Moment {
  const ends: { step: number; time: number }[] = [{ step: 0, time: start }]
  for (const { step, seconds } of epochs) ends.push({ step, time: (ends.at(-1)?.time ?? start) + seconds })
  let at = 0
  return step => {
    if (step < (ends[at]?.step ?? 0)) at = 0
    while (at < ends.length - 1 && (ends[at + 1]?.step ?? step) < step) at++
    const [before, after] = [ends[at], ends[at + 1] ?? ends[at]]
    if (!before || !after || after.step === before.step) return { time: before?.time ?? start, step }
    const share = (step - before.step) / (after.step - before.step)
    return { time: before.time + share * (after.time - before.time), step }
  }
}

async function numbersIn({ run, numbers }: ExportSource, { signal }: WorkOptions): Promise<Uint8Array[]> {
  const { steps, epochs, values } = numbers()
  const at = clockOf(run.createdAt / 1000, epochs)
  const records: Uint8Array[] = []
  for (const [i, step] of steps.step.entries()) {
    records.push(
      scalars(
        at(step),
        run.losses.map(({ key }, curve) => [`loss/${key}`, steps.losses[curve]?.[i] ?? NaN])
      )
    )
    if (i % atOnce === atOnce - 1) {
      await setImmediate()
      checkCancelled(signal)
    }
  }
  for (const { epoch, step, measures, stepsPerSecond } of epochs) {
    const found = values.flatMap(({ epoch: of, metric, value }): [string, number][] =>
      of === epoch && value !== null ? [[`metric/${metric}`, value]] : []
    )
    records.push(
      scalars(at(step), [
        ...Object.entries(measures).map(([key, value]): [string, number] => [`measure/${key}`, value]),
        ...found,
        ['speed/steps per second', stepsPerSecond],
        ['epoch', epoch]
      ])
    )
  }
  return records
}

async function samplesIn(
  { run, sampled, sheet, numbers }: ExportSource,
  { signal, progress }: WorkOptions
): Promise<Uint8Array[]> {
  const { epochs } = numbers()
  const at = clockOf(run.createdAt / 1000, epochs)
  const ends = new Map(epochs.map(({ epoch, step }) => [epoch, step]))
  const records: Uint8Array[] = []
  for (const epoch of sampled) {
    checkCancelled(signal)
    const step = ends.get(epoch)
    if (step === undefined) continue
    const { png, columns, rows, tileWidth, tileHeight } = await encodeSheet(await sheet(epoch))
    const size = { width: columns * tileWidth, height: rows * tileHeight, channels: run.image[2] }
    records.push(picture(at(step), 'samples', { png, ...size }))
    progress?.({ label: 'Writing the event file', done: records.length, total: sampled.length })
  }
  return records
}
