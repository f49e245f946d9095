/** Films that walk from picture to picture instead of through the epochs: key frames, easing, seamless loops. */
import { legs, walkAt, type Easing, type Way } from '../../../shared/explore/walk'
import { StudioError } from '../../../shared/errors'
import { knobsOf } from '../../../shared/sampling-knobs'
import type { Chosen, ExportOption, ExportSource } from '../format'
import type { Shot } from './shot'

/** What a film goes through: an option of every animated format. */
export const through = 'through'
const walks = { advanced: true, onlyWith: { key: through, value: 'pictures' } }
/** Keeps what belongs to films of epochs out of sight where a film walks. */
export const epochsOnly = { key: through, value: 'epochs' }

export const walkOptions: ExportOption[] = [
  {
    advanced: false,
    key: through,
    type: 'choice',
    label: 'Goes through',
    default: 'epochs',
    choices: [
      { value: 'epochs', label: 'The epochs' },
      { value: 'pictures', label: 'A walk from picture to picture' }
    ],
    help: 'A walk goes through the explored and pinned pictures, or through some that a seed draws.'
  },
  {
    ...walks,
    key: 'keys',
    type: 'int',
    label: 'Pictures',
    default: 4,
    min: 2,
    max: 32,
    help: 'How many a seed draws, where none are on the stage.'
  },
  {
    ...walks,
    key: 'walkSeed',
    flag: 'seed',
    type: 'int',
    label: 'Seed',
    default: 1,
    min: 0,
    max: 2 ** 31 - 1,
    help: 'Of the pictures, where none are on the stage.'
  },
  {
    ...walks,
    advanced: false,
    key: 'between',
    type: 'int',
    label: 'Frames for each',
    default: 24,
    min: 1,
    max: 240,
    help: 'Frames from one picture to the next.'
  },
  {
    ...walks,
    key: 'easing',
    type: 'choice',
    label: 'Pace',
    default: 'even',
    choices: [
      { value: 'even', label: 'Even' },
      { value: 'resting', label: 'Slow at every picture' }
    ],
    help: 'Whether the walk slows down at the pictures that it goes through.'
  },
  {
    ...walks,
    key: 'way',
    type: 'choice',
    label: 'Way',
    default: 'spherical',
    choices: [
      { value: 'spherical', label: 'Great circles' },
      { value: 'linear', label: 'Straight lines' }
    ],
    help: 'Great circles stay where normal latents lie; straight lines pass nearer to the average picture.'
  },
  {
    ...walks,
    key: 'loop',
    type: 'flag',
    label: 'Seamless loop',
    default: true,
    help: 'From the last picture back to the first.'
  }
]

/** One for each frame. @throws StudioError bad-input, where there are fewer than two pictures to walk between */
export function walkShots(source: ExportSource, { number, word, flag }: Chosen): Shot[] {
  const { run, stageEpoch, checkpoints } = source
  const keys = source.keys(number('walkSeed'), number('keys'))
  if (keys.length < 2)
    throw new StudioError(
      'bad-input',
      `A walk goes through two pictures at least. Pin some in Explore, and show “Explored and pinned” here.`
    )
  const epoch = stageEpoch ?? checkpoints.findLast(each => each <= number('lastEpoch')) ?? checkpoints[0]
  const numbers = new Set(knobsOf(run).flatMap(({ kind, key }) => (kind === 'number' ? [key] : [])))
  const walking = {
    easing: word('easing') as Easing,
    way: word('way') as Way,
    loop: flag('loop'),
    isNumber: (key: string) => numbers.has(key)
  }
  const each = number('between')
  // A loop ends one frame before it begins anew; any other walk ends at its last picture.
  const frames = legs(keys.length, walking) * each + (walking.loop ? 0 : 1)
  return Array.from({ length: frames }, (_, i) => ({
    samples: () => source.drawKey(epoch, walkAt(keys, i / each, walking)),
    caption: null
  }))
}
