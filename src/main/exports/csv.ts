/** Losses, measures and metrics as a table (RFC 4180): a row per epoch, or per step. */
import { counted } from '../../shared/counted'
import type { Run } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import type { Format, Numbers } from './format'

type Cell = string | number | null | undefined
type Row = readonly Cell[]

const format: Format = {
  id: 'csv',
  title: 'Export CSV',
  label: 'Table (CSV)',
  summary: 'Losses, measures and metrics as a table that every spreadsheet reads.',
  extension: 'csv',
  mediaType: 'text/csv',
  group: 'numbers',
  needs: 'stepped',
  options: holdings => [
    {
      advanced: false,
      key: 'rows',
      type: 'choice',
      label: 'Rows',
      // A run within its first epoch has steps alone.
      default: holdings?.measured.length === 0 ? 'steps' : 'epochs',
      choices: [
        { value: 'epochs', label: 'One for each epoch, with measures and metrics' },
        { value: 'steps', label: 'One for each step, losses alone' }
      ],
      help: 'Epochs, or steps.'
    }
  ],
  write: async ({ run, measured, numbers }, { word }) => {
    if (word('rows') === 'epochs' && measured.length === 0)
      throw new StudioError(
        'bad-input',
        `"${run.name}" has no epoch behind it yet, and so no row. Ask for a row per step.`
      )
    const [head, rows] = word('rows') === 'steps' ? ofSteps(run, numbers()) : ofEpochs(run, numbers())
    const table = [head, ...rows].map(row => `${row.map(cell).join(',')}\r\n`).join('')
    return {
      bytes: new TextEncoder().encode(table),
      mark: word('rows'),
      words: `${counted(rows.length, 'row')} of ${counted(head.length, 'column')}`,
      facts: { rows: rows.length, columns: head.length }
    }
  }
}
export default format

/** Numbers as JavaScript writes them: the same again when read, a point for the decimals. */
const cell = (value: Cell): string => {
  const word = value === null || value === undefined ? '' : String(value)
  return /[",\r\n]/.test(word) ? `"${word.replaceAll('"', '""')}"` : word
}

const ofSteps = ({ losses }: Run, { steps }: Numbers): [head: string[], rows: Row[]] => [
  ['step', ...losses.map(({ key }) => `loss/${key}`)],
  steps.step.map((step, i) => [step, ...losses.map((_, curve) => steps.losses[curve]?.[i])])
]

function ofEpochs({ losses, measures }: Run, { epochs, values }: Numbers): [head: string[], rows: Row[]] {
  const metrics = [...new Set(values.map(({ metric }) => metric))].toSorted()
  const found = new Map(values.map(({ epoch, metric, value }) => [`${epoch} ${metric}`, value]))
  return [
    [
      'epoch',
      'step',
      'seconds',
      'steps per second',
      ...losses.map(({ key }) => `loss/${key}`),
      ...measures.map(({ key }) => `measure/${key}`),
      ...metrics.map(metric => `metric/${metric}`)
    ],
    epochs.map(({ epoch, step, seconds, stepsPerSecond, ...has }) => [
      epoch,
      step,
      seconds,
      stepsPerSecond,
      ...losses.map((_, curve) => has.losses[curve]),
      ...measures.map(({ key }) => has.measures[key]),
      ...metrics.map(metric => found.get(`${epoch} ${metric}`))
    ])
  ]
}
