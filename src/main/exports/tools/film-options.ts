/** What can be chosen of a film: which epochs, how fast, how large, what stands below them. */
import type { ExportOption, Holdings } from '../format'
import { fitted } from './fitted'
import { epochsOnly, walkOptions } from './walk-film'
import { namesOption } from './row-names'

const option = { advanced: false }
const more = { advanced: true }

export function filmOptions(holdings: Holdings | null): ExportOption[] {
  return [...walkOptions, ...pace, ...layout(holdings), ...named(holdings), ...range(holdings)]
}

const pace: ExportOption[] = [
  {
    ...option,
    key: 'framesPerSecond',
    flag: 'fps',
    type: 'float',
    label: 'Frames per second',
    default: 8,
    min: 0.5,
    max: 50,
    help: 'How many epochs are shown per second.'
  },
  {
    ...more,
    key: 'firstSeconds',
    flag: 'hold-first',
    type: 'float',
    label: 'First frame',
    unit: 'seconds',
    default: 0,
    min: 0,
    max: 30,
    help: 'How long the first frame stands at least.'
  },
  {
    ...option,
    key: 'holdSeconds',
    flag: 'hold',
    type: 'float',
    label: 'Last frame',
    unit: 'seconds',
    default: 2,
    min: 0,
    max: 30,
    help: 'How long the last frame stands before it begins anew.'
  },
  {
    ...more,
    key: 'fade',
    type: 'int',
    label: 'Cross-fade',
    unit: 'frames',
    default: 0,
    min: 0,
    max: 15,
    help: 'Frames between two epochs in which the one becomes the other. The film keeps its length.'
  },
  {
    ...more,
    key: 'captions',
    onlyWith: epochsOnly,
    type: 'choice',
    label: 'Captions',
    default: 'none',
    choices: [
      { value: 'none', label: 'None' },
      { value: 'epoch', label: 'The epoch' },
      { value: 'losses', label: 'The epoch and its losses' }
    ],
    help: 'What stands below each frame.'
  }
]

function layout(holdings: Holdings | null): ExportOption[] {
  const { columns, rows, scale, most } = fitted(holdings)
  return [
    {
      ...option,
      key: 'columns',
      fitted: true,
      type: 'int',
      label: 'Columns',
      default: columns,
      min: 1,
      max: most,
      help: 'Pictures across; by default as it is shown.'
    },
    {
      ...option,
      key: 'rows',
      fitted: true,
      type: 'int',
      label: 'Rows',
      default: rows,
      min: 1,
      max: most,
      help: 'Pictures down; by default as it is shown.'
    },
    {
      ...option,
      key: 'scale',
      fitted: true,
      type: 'int',
      label: 'Enlarge',
      unit: 'times',
      default: scale,
      min: 1,
      max: 16,
      help: 'Whole multiple of each picture’s own pixels; by default 400 pixels across, less for a file of 5 MB.'
    },
    {
      ...more,
      key: 'smooth',
      type: 'flag',
      label: 'Smooth',
      default: false,
      help: 'Enlarged with soft edges instead of square pixels.'
    }
  ]
}

/** Names are offered where rows have some. */
const named = (holdings: Holdings | null): ExportOption[] =>
  !holdings || holdings.grid.names.length > 0 ? [namesOption] : []

function range(holdings: Holdings | null): ExportOption[] {
  const { every } = fitted(holdings)
  const [first, last] = [holdings?.framed[0] ?? 0, holdings?.framed.at(-1) ?? 1_000_000]
  return [
    {
      ...option,
      key: 'every',
      onlyWith: epochsOnly,
      fitted: true,
      type: 'int',
      label: 'Every n-th epoch',
      default: every,
      min: 1,
      max: 10_000,
      help: 'Leaves the others out, but never the last; by default so that about 60 frames are left.'
    },
    {
      ...option,
      key: 'firstEpoch',
      onlyWith: epochsOnly,
      flag: 'first',
      fitted: true,
      type: 'int',
      label: 'First epoch',
      default: first,
      min: first,
      max: last,
      help: 'Where it begins; by default at the oldest.'
    },
    {
      ...option,
      key: 'lastEpoch',
      flag: 'last',
      fitted: true,
      type: 'int',
      label: 'Last epoch',
      default: last,
      min: first,
      max: last,
      help: 'Where it ends; by default at the newest, which follows the training.'
    }
  ]
}
