/** What the rows of a run's sheets are of, for the window and for what it exports. */
import type { Run } from '../domain'
import { choicesOf } from '../sampling-knobs'

/** Names of a sheet's rows, where it has one for each of what the run can be asked for first: its classes. */
export function rowNames({
  sheet,
  sampleCount,
  sampleColumns,
  inputs
}: Pick<Run, 'sheet' | 'sampleCount' | 'sampleColumns' | 'inputs'>): readonly string[] {
  const [first] = choicesOf({ inputs })
  const each = sheet.rows === 1 && !sheet.joined
  return each && first && first.choices.length * sampleColumns === sampleCount ? first.choices : []
}
