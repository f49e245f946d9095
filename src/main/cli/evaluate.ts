/**
 * `evaluate`: how good a run's checkpoints are, whether it has learnt pictures by heart, and what its discriminator (or
 * encoder) knows of classes.
 */
import { randomUUID } from 'node:crypto'
import type { Classification, Evaluation, Form, Moments, NearestPictures } from '../../shared/domain'
import { byHeart, copiesWords } from '../../shared/copies-words'
import { write } from './exports'
import { findRun } from './find'
import { table, UsageError } from './output'
import type { Session } from './session'

export interface EvaluateOptions {
  epochs: string
  samples: number
  seed: number
  svm?: boolean
  svmTraining: number
  svmHeldOut: number
  output?: string
}

/** Known numbers come at once. Ctrl-C keeps the epochs that are done. */
export async function evaluate(
  session: Session,
  word: string,
  { epochs: words, samples, seed, svm, svmTraining, svmHeldOut, output: file }: EvaluateOptions
): Promise<void> {
  const listed = readEpochs(words)
  const run = findRun(session, word)
  const epochs =
    listed ?? (words === 'all' ? (await session.handlers.runEpochs({ run: run.id })).checkpoints : undefined)
  const job = randomUUID()
  session.onInterrupt(() => void session.handlers.cancelJob({ job }))
  const asked = { run: run.id, job, epochs: epochs?.length === 0 ? undefined : epochs, seed }
  // First: pictures without classes are found out before anything takes long.
  const classified = svm
    ? await session.handlers.classifyRun({ ...asked, training: svmTraining, heldOut: svmHeldOut })
    : null
  const { epochs: found, nearest } = await session.handlers.evaluateRun({ ...asked, samples })
  session.progress.clear()
  const path = file !== undefined && nearest ? await write(file, nearest.sheet.png) : null
  session.output.say(
    {
      run: run.id,
      samples,
      seed,
      epochs: found,
      nearest: nearest && {
        epoch: nearest.epoch,
        file: path,
        pairs: nearest.pairs,
        medianSample: nearest.medianSample,
        medianReal: nearest.medianReal,
        searched: nearest.searched,
        copies: nearest.copies
      },
      ...(classified ? { classified } : {})
    },
    [
      `"${run.name}": ${samples} samples, seed ${seed}, against "${run.datasetName}".`,
      '',
      ...(run.form === 'points' ? pointsWords(found) : picturesWords(found)),
      ...(nearest ? nearestWords(nearest, run.form) : []),
      ...(path ? [`${path}: samples, and below each the picture nearest to it.`] : []),
      ...(classified ? classifiedWords(classified, run.encodes ? 'encoder' : 'discriminator') : [])
    ]
  )
}

const picturesWords = (found: Evaluation[]): string[] => [
  ...table([['EPOCH', 'SWD', 'MS-SSIM', 'MS-SSIM OF PICTURES'], ...found.map(row)]),
  '',
  "SWD: sliced Wasserstein distance to the pictures, 0 is best. MS-SSIM: how alike samples are; best near the pictures' own."
]

const pointsWords = (found: Evaluation[]): string[] => [
  ...table([
    ['EPOCH', 'SWD', 'GAUSSIAN', 'MEAN', 'COVARIANCE'],
    ...found.map(({ epoch, slicedWasserstein, gaussianDistance, moments }) => [
      String(epoch),
      slicedWasserstein.toFixed(4),
      figure(gaussianDistance),
      ...momentWords(moments?.made)
    ]),
    ['points', '', '', ...momentWords(found.at(-1)?.moments?.real)]
  ]),
  '',
  'SWD: sliced Wasserstein distance to the points. GAUSSIAN: distance between the normal distributions of the same mean and covariance. 0 is best.',
  'MS-SSIM and nearest pictures are for pictures; this run makes points.'
]
const momentWords = (moments: Moments | undefined): string[] =>
  moments
    ? [moments.mean, moments.covariance].map(values => values.map(value => value.toFixed(3)).join('  '))
    : ['–', '–']

const row = ({ epoch, slicedWasserstein, msSsim, msSsimReal }: Evaluation): string[] => [
  String(epoch),
  slicedWasserstein.toFixed(4),
  figure(msSsim),
  figure(msSsimReal)
]
const figure = (value: number | null): string => value?.toFixed(4) ?? '–'

function nearestWords({ epoch, medianSample, medianReal, searched, copies }: NearestPictures, form: Form): string[] {
  const one = form === 'pairs' ? 'target' : 'picture'
  return [
    `Epoch ${epoch}: a sample differs by ${medianSample.toFixed(1)} of 255 a pixel from its nearest ${one} (median); a ${one} by ${medianReal.toFixed(1)} from its nearest other.`,
    // What is made of a training pair's input is meant to be like its target.
    ...(form === 'pairs' || copies === null || searched === null
      ? []
      : [
          `${copiesWords(copies, searched)}${byHeart(copies, searched) ? ' The run may have learnt pictures by heart.' : ''}`
        ])
  ]
}

/** @param looker the network that looks at pictures */
function classifiedWords(classified: Classification[], looker: string): string[] {
  const newest = classified.at(-1)
  if (!newest) return []
  const { training, heldOut, classes, size } = newest
  return [
    '',
    `Classes of ${heldOut} held-out pictures, told by a linear SVM that learnt ${classes} classes from ${training} others:`,
    ...table([
      ['EPOCH', `BY THE ${looker.toUpperCase()}`, 'UNTRAINED', 'BY PIXELS'],
      ...classified.map(({ epoch, features, untrained, pixels }) => [
        String(epoch),
        percent(features),
        percent(untrained),
        percent(pixels)
      ])
    ]),
    size > 0
      ? `By what the ${looker}'s convolutions find (${size} numbers a picture): above the share by the same convolutions untrained, it has learnt what sets the classes apart, though nobody told it of them.`
      : `The model has no ${looker} with convolutions that could be asked: only the pixels could.`
  ]
}

const percent = (share: number | null): string => (share === null ? '–' : `${(100 * share).toFixed(1)} %`)

/** Null for the words "newest" and "all". @throws UsageError */
function readEpochs(words: string): number[] | null {
  if (words === 'newest' || words === 'all') return null
  const epochs = words.split(',').map(word => (/^\s*\d{1,9}\s*$/.test(word) ? Number(word) : NaN))
  if (epochs.some(Number.isNaN))
    throw new UsageError(`--epochs wants numbers with commas between, "newest" or "all"; got "${words}".`)
  return epochs
}
