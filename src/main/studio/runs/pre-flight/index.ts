/** What a training is going to take, before it begins: each line says where it is from, or that nobody knows. */
import { existsSync } from 'node:fs'
import { counted, fewPictures, fewWords } from '../../../../shared/counted'
import type { Dataset, Settings } from '../../../../shared/domain'
import type { Output } from '../../../../shared/ipc'
import { memoryAvailable } from '../../../engine/memory'
import { numberSetting, type ModelDefinition } from '../../../models/definition'
import type { Store } from '../../../store'
import { estimateTraining, type Estimate } from '../../training/cost'
import { span } from '../long-training'
import { memoryFit } from './memory'
import { recognisable } from './recognisable'
import { shorter } from './shorter'

type PreFlight = Output<'preFlight'>
type Line = PreFlight['lines'][number]

interface Asked {
  store: Store
  model: ModelDefinition
  /** Complete. */
  settings: Settings
  /** As it is trained on. */
  dataset: Dataset
  /** FLOP a second, where nothing was trained here. */
  assumed: number
}

/** Half a day: what a training that takes longer could be instead is said. */
const longEnough = 12 * 60 * 60

export function preFlight(asked: Asked): PreFlight {
  const { store, model, settings, dataset, assumed } = asked
  const secondsFor = (tried: Settings): number =>
    estimateTraining(store, model, tried, dataset.exampleCount, assumed).seconds
  const estimate = estimateTraining(store, model, settings, dataset.exampleCount, assumed)
  return {
    seconds: estimate.seconds,
    lines: [
      timeLine(estimate, numberSetting(settings, 'epochs')),
      samplesLine(asked, estimate),
      memoryLine(asked),
      picturesLine(dataset)
    ],
    shorter: estimate.seconds > longEnough ? shorter(model, settings, secondsFor) : []
  }
}

function timeLine(estimate: Estimate, epochs: number): Line {
  const { seconds, source } = estimate
  const speed = (rate: number): string => `${rate >= 10 ? Math.round(rate) : rate.toPrecision(2)} steps per second`
  const from =
    source.kind === 'assumed'
      ? `Assumed: ${Math.round(source.rate / 1e9).toLocaleString('en-GB')} billion operations per second, as nothing ` +
        'that tells more was trained here yet.'
      : source.kind === 'same'
        ? `Measured: “${source.run}” trained with the same settings here, ${speed(source.stepsPerSecond)}.`
        : `Worked out from “${source.run}”, which trained ${speed(source.stepsPerSecond)} here, by the operations ` +
          'of a step.'
  return {
    key: 'time',
    label: 'Time',
    words: `About ${span(seconds)}: ${span(seconds / epochs)} for each of ${counted(epochs, 'epoch')}.`,
    from
  }
}

function samplesLine({ store, model, settings }: Asked, { seconds }: Estimate): Line {
  const found = recognisable(store, model, model.image(settings))
  const key = 'samples'
  const label = 'First samples'
  if (!found)
    return {
      key,
      label,
      words: 'The first come within the first steps; when one can tell what they show is not known.',
      from: `No run of ${model.name} at this size has been evaluated over its epochs here.`
    }
  const share = found.epochs > 0 ? found.epoch / found.epochs : 1
  return {
    key,
    label,
    words: `Likely to show most of what they will after ${span(Math.min(seconds, found.seconds))}.`,
    from:
      `“${found.run}” here: by epoch ${found.epoch}, ${Math.round(100 * share)} % of its training, four fifths of ` +
      `the gain in ${found.metric} were there.`
  }
}

function memoryLine({ model, settings, dataset }: Asked): Line {
  const free = memoryAvailable()
  const { needed, parts, fits, largestBatch } = memoryFit(model, settings, dataset.imageCount, free)
  const batch = numberSetting(settings, 'batchSize')
  const words = !fits
    ? `Does not fit: about ${gigabytes(needed)} are needed, ${gigabytes(free)} are free. Train smaller pictures, ` +
      'or with narrower networks.'
    : parts > 1
      ? `Fits with each batch of ${batch} in ${parts} parts; at once, up to ${largestBatch} would.`
      : `Fits: about ${gigabytes(needed)} of the ${gigabytes(free)} that are free. The largest batch that does ` +
        `is ${largestBatch}${largestBatch === dataset.imageCount ? ': all there are' : ''}.`
  return {
    key: 'memory',
    label: 'Memory',
    // A GPU's memory is its own, and nobody can tell how much of it is free before it runs out.
    words: existsSync('/proc/driver/nvidia/version')
      ? `About ${gigabytes(needed)} are needed. Where the GPU has less, batches are worked through in parts.`
      : words,
    from: 'Worked out from the shapes of its layers, to a factor of two.'
  }
}

/** "0.4 GB", "30 MB": to the factor of two that is known. */
const gigabytes = (bytes: number): string =>
  bytes < 2 ** 30 / 10 ? `${Math.max(1, Math.round(bytes / 2 ** 20))} MB` : `${(bytes / 2 ** 30).toFixed(1)} GB`

function picturesLine(dataset: Dataset): Line {
  const { one, many } = dataset.examples
  return {
    key: 'pictures',
    label: dataset.examples.scatter ? 'Points' : 'Pictures',
    words:
      fewWords(dataset) ??
      `${counted(dataset.imageCount, one, many)}: enough to begin with. More make what is generated more varied.`,
    from: `A rule of thumb: below ${fewPictures}, networks learn them by heart; a few hundred are a good start.`
  }
}
