/** `machines`: other machines to train on. */
import { counted } from '../../../shared/counted'
import { StudioError } from '../../../shared/errors'
import { fingerprint, machineName, type MachineReport } from '../../../shared/remote/machines'
import { addingWords } from '../../lib/failures'
import { sizeWords } from '../../lib/regular-file'
import { table } from '../output'
import { asJob, type Session } from '../session'
import { checkWords } from '../settings'

export interface AddOptions {
  fingerprint?: string
  folder: string
  set: string[]
}

/** Keeps it, then looks at it: what is wrong with it is said, and it is kept all the same. */
export async function addMachine(
  session: Session,
  name: string,
  address: string,
  { fingerprint: key, folder, set }: AddOptions
): Promise<void> {
  checkWords(set)
  const settings = Object.fromEntries(
    set.map(word => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)])
  )
  const asked = {
    name: checked(machineName, name, 'The name'),
    address,
    folder,
    settings,
    fingerprint: key === undefined ? null : checked(fingerprint, key, '--fingerprint')
  }
  await session.handlers.addMachine(asked)
  const [again, forgets] = [`machines check ${name}`, `machines remove ${name}`].map(session.command)
  await addingWords(`"${name}" is kept as it was typed: \`${again}\` looks again, \`${forgets}\` forgets it.`, () =>
    checkMachine(session, name)
  )
}

/** @throws StudioError bad-input */
function checked(form: typeof machineName, words: string, what: string): string {
  const { success, error, data } = form.safeParse(words)
  if (success) return data
  throw new StudioError('bad-input', `${what} ${error.issues[0]?.message ?? 'cannot be that'}; got "${words}".`)
}

export async function listMachines({ handlers, output }: Session): Promise<void> {
  const machines = await handlers.listMachines({})
  output.say(
    machines,
    machines.length === 0
      ? 'No machine is kept. Add one with `atelier machines add NAME user@host`.'
      : table([
          ['NAME', 'ADDRESS', 'FOLDER', 'JOBS'],
          ...machines.map(({ name, address, folder, settings }) => [
            name,
            address,
            folder,
            Object.entries(settings)
              .map(([key, value]) => `${key}=${value}`)
              .join(' ')
          ])
        ])
  )
}

export async function checkMachine(session: Session, name: string): Promise<void> {
  const report = await asJob(session, job => session.handlers.checkMachine({ job, name }))
  session.output.say({ machine: name, ...report }, reportWords(name, report))
}

function reportWords(name: string, report: MachineReport): string[] {
  const { engine, system, cores, gpus, free, partitions, atelier, took, advice } = report
  return [
    ...table([
      ['Machine', `${name}, ${system}${cores === null ? '' : `, ${counted(cores, 'core')}`}`],
      ['Jobs', `${engine.name}${partitions.length > 0 ? `: ${partitions.join(', ')}` : ''}`],
      ['GPUs', gpus.length > 0 ? gpus.join('; ') : 'none'],
      ['Free', free === null ? 'unknown' : sizeWords(free)],
      ['Atelier', atelier ?? 'none'],
      ['Answered in', `${(took / 1000).toFixed(1)} s`]
    ]),
    ...advice
  ]
}

/** Sends this program where another or none is there, sets it up, and says what its doctor says. */
export async function prepareMachine(session: Session, name: string): Promise<void> {
  const doctor = await asJob(session, job => session.handlers.prepareMachine({ job, name }))
  const { sent, atelier, node, platform, engine, version, device, works, selfTest, detail, advice } = doctor
  session.output.say({ machine: name, ...doctor }, [
    ...table([
      ['Machine', `${name}, ${platform}, Node ${node}`],
      ['Atelier', `${atelier}, ${sent === 0 ? 'which was there' : `${sizeWords(sent)} sent`}`],
      ['Engine', engine === undefined ? 'none' : `${engine} ${version ?? ''}`],
      ['Device', device ?? '–'],
      ['Self-test', selfTest ? 'passed' : 'FAILED']
    ]),
    works ? `Ready: \`atelier train DATASET --on ${name}\`.` : `Nothing trains there. ${detail} ${advice ?? ''}`.trim()
  ])
}

export async function removeMachine({ handlers, output }: Session, name: string): Promise<void> {
  await handlers.removeMachine({ name })
  output.say({ machine: name, removed: true }, `"${name}" is forgotten. What lies there stays.`)
}
