/** A run on its way to another machine: in a bundle, with its pictures where they are not there, to be started once. */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Machine } from '../../../shared/remote/machines'
import { packedRun } from '../../exports/bundle/pack'
import { hashing } from '../../lib/hashes'
import { privateFile } from '../../lib/private'
import type { WorkOptions } from '../../lib/progress'
import { engineOf, type Job, type JobEngine } from '../../remote/engines'
import { atelier, placesIn, withProgramNode } from '../../remote/program/place'
import { shellCommand, shellWord } from '../../remote/shell-words'
import type { Connection } from '../../remote/ssh/connection'
import { put, transferring } from '../../remote/ssh/sftp'
import { portable } from '../bundles/portable'
import type { Context } from '../context'
import { groundOf } from './ground'
import { sendPictures } from './pictures'

export interface Sent {
  engine: string
  /** What it is called there, and its folder. */
  job: string
  folder: string
}

/**
 * @param attempt counts the times that the run was sent: the same one is never started twice
 * @param work aborting leaves what was sent where it is; once it is started, it is
 * @throws StudioError conflict where the machine is not prepared, or does not take it; as put and packRun do
 */
export async function sendRun(
  context: Pick<Context, 'store' | 'emit' | 'decoder'>,
  connection: Connection,
  { machine, run, attempt }: { machine: Machine; run: Run; attempt: number },
  work: WorkOptions
): Promise<Sent> {
  const ground = await groundOf(connection, machine)
  const engine = await engineOf(connection, machine.settings)
  const places = placesIn(ground)
  const home = `${places.runs}/${run.id}`
  const folder = `${home}/${attempt}`
  const workspace = engine.apart ? `${home}/workspace` : places.workspace
  await made(connection, [folder, workspace])
  const pictures = await sendPictures(context.store, connection, ground, run, work)
  const { file, sha256 } = await sendBundle(context, connection, { run, home }, work)
  const job: Job = {
    name: `atelier-${run.id.slice(0, 8)}-${attempt}`,
    folder,
    script: scriptOf({ ground, home, workspace, file, sha256, pictures, folder }),
    settings: ownSettings(engine, machine)
  }
  work.signal?.throwIfAborted()
  work.progress?.({ label: `Starting it at ${machine.name}`, done: 0, total: null })
  return { engine: engine.id, job: await engine.submit(connection, job), folder }
}

/** What is said of each job there, as far as its queue knows it. */
const ownSettings = ({ settings }: JobEngine, machine: Machine): Record<string, string> =>
  Object.fromEntries(Object.entries(machine.settings).filter(([key]) => settings.some(each => each.key === key)))

async function made(connection: Connection, folders: string[]): Promise<void> {
  const { status, stderr } = await connection.exec(`mkdir -p -m 700 -- ${folders.map(shellWord).join(' ')}`)
  if (status !== 0)
    throw new StudioError('not-writable', `No folder can be made at ${connection.target.host}: ${stderr.slice(0, 300)}`)
}

async function sendBundle(
  context: Pick<Context, 'store' | 'emit' | 'decoder'>,
  connection: Connection,
  { run, home }: { run: Run; home: string },
  work: WorkOptions
): Promise<{ file: string; sha256: string }> {
  const { pieces } = await packedRun(run, asked => portable(context, run, asked, work), {
    checkpoints: 'newest',
    pictures: false,
    work
  })
  const place = await mkdtemp(join(tmpdir(), 'atelier-run-'))
  try {
    const here = join(place, 'run.atelier')
    const hash = createHash('sha256')
    await pipeline(pieces, hashing(hash), createWriteStream(here, { mode: privateFile }), { signal: work.signal })
    const sha256 = hash.digest('hex')
    const file = `${home}/${sha256.slice(0, 16)}.atelier`
    await put(connection, here, file, sha256, transferring('Sending the run', work))
    return { file, sha256 }
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

interface Script {
  ground: string
  home: string
  workspace: string
  file: string
  sha256: string
  pictures: string | null
  folder: string
}

/**
 * Takes the bundle in, once, in place of what an earlier one has left; then goes on with the run, and again where it
 * was cut off. `sent` is written last: a bundle that was half taken in is taken in anew.
 */
function scriptOf({ ground, home, workspace, file, sha256, pictures, folder }: Script): string {
  const call = (words: string): string => atelier(ground, `--workspace ${shellWord(workspace)} --json ${words}`)
  const takesIn = shellCommand(['import-run', file, ...(pictures === null ? [] : ['--pictures', pictures])])
  return `${withProgramNode(ground)}
cd ${shellWord(home)} || exit 1
if [ "$(cat sent 2>/dev/null)" != ${sha256} ]; then
  old=$(cat there 2>/dev/null)
  if [ -n "$old" ]; then ${call('delete "$old" --yes')} > /dev/null && ${call('bin --empty --yes')} > /dev/null; fi
  ${call(takesIn)} > taken.json || exit 1
  sed -n 's/^{"run":"\\([0-9a-f-]*\\)".*/\\1/p' taken.json > there && [ -s there ] || exit 1
  echo ${sha256} > sent && rm -f -- ${shellWord(file)}
fi
exec ${call(`resume "$(cat there)" --wait --feed ${shellWord(`${folder}/feed`)}`)}`
}
