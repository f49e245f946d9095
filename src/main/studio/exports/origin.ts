/** Where an exported picture comes from, as it carries it. */
import type { ExportStage, Settings } from '../../../shared/domain'
import type { Origin } from '../../../shared/origin/origin'
import { isCondition } from '../../../shared/sampling-knobs'
import type { Format, Holdings } from '../../exports'
import { settledEpoch } from '../../exports/tools/checkpoint-option'

export function originOf(
  { run, checkpoints }: Holdings,
  { id }: Pick<Format, 'id'>,
  options: Settings,
  stage: ExportStage | undefined
): Origin {
  const newest = checkpoints.at(-1)
  const settled = settledEpoch(options, newest)
  const epoch = stage?.epoch ?? (settled.epoch === undefined ? newest : Number(settled.epoch))
  const { name, model, settings } = run
  return {
    ...{ atelier: 1, run: run.id, name, model, settings, format: id, options: settled },
    ...(epoch === undefined ? {} : { epoch }),
    ...(stage ? { stage: carried(stage) } : {})
  }
}

/** Without pictures of somebody's own, which stay with them. */
function carried({ epoch, inputs }: ExportStage): ExportStage {
  if (!inputs) return { epoch }
  const own = Object.entries(inputs).filter(([, value]) => !isCondition(value) || 'pair' in value)
  return { epoch, inputs: Object.fromEntries(own.map(([key, value]) => [key, shortened(value)])) }
}

type Value = NonNullable<ExportStage['inputs']>[string]

/** As many figures as float32 has. */
function shortened(value: Value): Value {
  if (!Array.isArray(value)) return value
  const short = (number: number): number => Number(number.toPrecision(8))
  return value.every(each => typeof each === 'number')
    ? value.map(short)
    : (value as number[][]).map(row => row.map(short))
}
