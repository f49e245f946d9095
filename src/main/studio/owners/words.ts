/** What is said of a run that another process trains. */
import type { Run } from '../../../shared/domain'
import type { Holder } from '../../store/runs'

const what = {
  'command-line': 'the command line',
  browser: 'another studio in the browser',
  desktop: 'Atelier’s window'
} as const

/**
 * Why a run is refused: who trains it, in which process, since when; and what to do.
 * @param verb what was wanted, such as "stop"
 */
export function heldWords(
  { name }: Pick<Run, 'name'>,
  verb: string,
  { pid, program, since }: Holder,
  now = new Date()
): string {
  const when = since === null ? '' : ` since ${sinceWords(new Date(since), now)}`
  const advice =
    program === 'command-line'
      ? `${verb === 'stop' ? 'To stop it' : `To ${verb} it here, stop it there first`}: press Ctrl-C where it ` +
        `runs, or end that process (\`kill ${pid}\`); it saves first.`
      : `To ${verb} it, use that one.`
  return `"${name}" is being trained by ${whoWords({ pid, program })}${when}. ${advice}`
}

/** Why a run is refused that another machine trains. */
export const awayWords = ({ id, name }: Pick<Run, 'id' | 'name'>, verb: string, machine: string): string =>
  `"${name}" is trained at ${machine}. ` +
  (verb === 'stop' ? 'To stop it' : `To ${verb} it here, stop it first`) +
  `: the studio that shows it can, or \`atelier machines stop ${id.slice(0, 8)}\`.`

/** Who trains a run, e.g. "the command line (process 4711)". */
export const whoWords = ({ pid, program }: Pick<Holder, 'pid' | 'program'>): string =>
  `${program ? what[program] : 'another Atelier'} (process ${pid})`

/** The time of day; before today, with its date. */
function sinceWords(since: Date, now: Date): string {
  const time = since.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  return since.toDateString() === now.toDateString()
    ? time
    : `${since.toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })}, ${time}`
}
