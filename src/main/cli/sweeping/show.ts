/** `sweeps`: what there is, one of them whole, and its report as a page. */
import type { Run } from '../../../shared/domain'
import { counted } from '../../../shared/counted'
import type { Sweep } from '../../../shared/sweeps/sweep'
import { places, standings, trainedSteps } from '../../../shared/sweeps/words'
import { checkTarget, deliver } from '../deliver'
import { table } from '../output'
import type { Session } from '../session'
import { findSweep } from './find'

export async function listSweeps({ handlers, output }: Session): Promise<void> {
  const sweeps = await handlers.listSweeps({})
  output.say(
    sweeps,
    sweeps.length === 0
      ? 'No sweep yet. Start one with: atelier sweep FOLDER --model NAME --grid key=a,b --steps 1000'
      : table([
          ['ID', 'NAME', 'STATUS', 'CONFIGURATIONS', 'SCORED'],
          ...sweeps.map(({ id, name, status, configurations, trials }) => [
            id.slice(0, 8),
            name,
            status,
            String(configurations.length),
            String(new Set(trials.filter(({ scores }) => scores.length > 0).map(each => each.configuration)).size)
          ])
        ])
  )
}

export async function showSweep(session: Session, word: string, { output: file }: ShowOptions = {}): Promise<void> {
  const sweep = findSweep(session, word)
  if (file !== undefined) return writeReport(session, sweep, file)
  session.output.say({ ...sweep, places: places(sweep) }, [
    ...table([
      ['Sweep', sweep.id],
      ['Name', sweep.name],
      ['Status', sweep.error ? `${sweep.status}: ${sweep.error}` : sweep.status],
      ['Model', sweep.plan.model],
      ['Compared', `after ${sweep.rungs.join(', ')} steps, by ${sweep.plan.metric}`]
    ]),
    '',
    ...sweepTable(sweep, session.store.runs.list())
  ])
}

export interface ShowOptions {
  /** Where its report goes. */
  output?: string
}

async function writeReport({ handlers, output }: Session, { id, name }: Sweep, file: string): Promise<void> {
  await checkTarget(output, file, { extension: 'html' })
  const { html, samples } = await handlers.sweepReport({ sweep: id })
  await deliver(output, file, new TextEncoder().encode(html), path => ({
    facts: { sweep: id, samples },
    words: `${path}: what "${name}" came to.`
  }))
}

export async function deleteSweep(session: Session, word: string): Promise<void> {
  const { id, name, trials } = findSweep(session, word)
  await session.handlers.deleteSweep({ sweep: id })
  session.output.say(
    { sweep: id, deleted: true },
    `"${name}" is forgotten. Its ${counted(trials.length, 'run')} ${trials.length === 1 ? 'stays' : 'stay'}.`
  )
}

/** Best first; a column for each rung, with a number for each seed. @param runs all there are */
export function sweepTable(sweep: Sweep, runs: readonly Run[]): string[] {
  const { trained, all } = trainedSteps(sweep, runs)
  const { head, rows } = standings(sweep)
  return [
    ...table([
      [...head.map(word => word.toUpperCase()), 'RUNS'],
      ...rows.map(({ cells, trials }) => [...cells, trials.map(({ run }) => run.slice(0, 8)).join(' ')])
    ]),
    '',
    `${counted(trained, 'step')}: ${((100 * trained) / all).toFixed(0)} % of the ${all.toLocaleString('en')} that ` +
      'all would take with every seed.'
  ]
}
