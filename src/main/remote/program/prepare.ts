/** Brings this program to another machine, and lets it set itself up there as `npm start` does here. */
import { StudioError } from '../../../shared/errors'
import { sizeWords } from '../../lib/regular-file'
import type { WorkOptions } from '../../lib/progress'
import { shellWord } from '../shell-words'
import type { Connection } from '../ssh/connection'
import { put, transferring } from '../ssh/sftp'
import { programArchive } from './archive'
import { bringNode } from './node'
import { atelier, placesIn, withNode, withProgramNode } from './place'

/** Packages, TensorFlow's library and room to unpack them take no more, bytes. */
const room = 5e9
/** The oldest Node that set-up runs on. */
const oldestNode = [20, 20] as const
const oldest = oldestNode.join('.')

export interface Prepared {
  /** Bytes that went there; 0: it had this program. */
  sent: number
  /** Its `doctor --json`. */
  doctor: Record<string, unknown>
}

/**
 * @param folder where everything of ours lies there, below the home folder unless it begins with /
 * @throws StudioError in a sentence: no room, no Node, no way to write there, and what set-up itself says
 */
export async function prepare(
  connection: Connection,
  folder: string,
  version: string,
  work: WorkOptions
): Promise<Prepared> {
  const { there, sent } = await bring(connection, folder, version, work)
  work.progress?.({ label: 'Asking its doctor', done: 0, total: null })
  return { sent, doctor: await doctor(connection, there) }
}

/**
 * The same without its doctor.
 * @returns the folder there as an absolute path, and how many bytes went
 */
export async function bring(
  connection: Connection,
  folder: string,
  version: string,
  { signal, progress }: WorkOptions
): Promise<{ there: string; sent: number }> {
  const ground = await groundOf(connection, folder)
  const there = ground.place
  const brought =
    ground.without === null
      ? 0
      : await bringNode(connection, there, { ...ground, without: ground.without, oldest }, { signal, progress })
  progress?.({ label: 'Packing the program', done: 0, total: null })
  const archive = await programArchive(signal)
  const name = archive.sha256.slice(0, 16)
  const { programs, program } = placesIn(there)
  const own = `${programs}/${name}`
  try {
    const known = await connection.exec(`test -f ${shellWord(`${own}/version`)}`)
    const sent =
      known.status === 0
        ? 0
        : await put(
            connection,
            archive.path,
            `${own}.tgz`,
            archive.sha256,
            transferring('Sending the program', { signal, progress })
          )
    if (known.status !== 0) await unpack(connection, own, program, version, archive.sha256)
    await setUp(connection, there, own, progress)
    // The link last: what is there is whole. The one before it stays for runs that train with it.
    const switched = await connection.exec(
      `cd ${shellWord(there)} && old=$(readlink program 2>/dev/null); ln -sfn programs/${name} program && ` +
        `for d in programs/*; do case "$d" in programs/${name}|"$old") ;; *) rm -rf -- "$d" ;; esac; done`
    )
    if (switched.status !== 0) throw failed(connection, 'its program could not be replaced', switched.stderr)
    return { there, sent: sent + brought }
  } finally {
    await archive.remove()
  }
}

interface Ground {
  /** The folder there, absolute. */
  place: string
  /** As `uname -sm` says it. */
  system: string
  /** Why the Node that is there will not do, after the machine's name; null: it does. */
  without: string | null
}

/** The folder there, made; with what set-up needs but Node. @throws StudioError */
async function groundOf(connection: Connection, folder: string): Promise<Ground> {
  const { host } = connection.target
  const { stdout, stderr, status } = await connection.exec(
    `mkdir -p -m 700 -- ${shellWord(folder)} && cd -- ${shellWord(folder)} && mkdir -p programs && pwd -P && ` +
      `{ ${withNode('.')}; node --version 2>/dev/null || echo none; command -v tar || echo none; ` +
      'df -Pk . | tail -n 1; uname -sm; if test -d program && ! test -L program; then echo taken; fi; }'
  )
  if (status !== 0) throw failed(connection, `its folder ${folder} could not be made`, stderr)
  const [place = '', node = '', tar = '', disk = '', system = '', taken = ''] = stdout.trim().split('\n')
  if (tar === 'none') throw new StudioError('unsupported', `${host} has no tar, which unpacks what is sent to it.`)
  if (taken === 'taken')
    throw new StudioError('conflict', `${place}/program on ${host} is not Atelier's. Choose another --folder.`)
  const free = Number(disk.split(/\s+/)[3]) * 1024
  const empty = (await connection.exec(`test -L ${shellWord(`${place}/program`)}`)).status !== 0
  if (empty && free < room)
    throw new StudioError(
      'disk-full',
      `${host} has ${sizeWords(free)} free where ${place} lies, and the program with its libraries takes up to ` +
        `${sizeWords(room)}. Make room there, or add the machine with another --folder.`
    )
  return { place, system, without: unsuitable(node) }
}

/** @param node what `node --version` says there */
function unsuitable(node: string): string | null {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(node) ?? []
  if (major === undefined) return 'has no Node.js'
  const [needed, least] = oldestNode
  return Number(major) < needed || (Number(major) === needed && Number(minor) < least)
    ? `has Node.js ${node.slice(1)}, where ${oldest} or newer is needed`
    : null
}

/** Packages that the program before it had are taken over where they are the same; set-up looks at each. */
async function unpack(
  connection: Connection,
  own: string,
  program: string,
  version: string,
  sha256: string
): Promise<void> {
  const [fresh, target] = [shellWord(`${own}.new`), shellWord(own)]
  const { status, stderr } = await connection.exec(
    `rm -rf -- ${fresh} ${target} && mkdir -m 700 ${fresh} && tar -xzf ${shellWord(`${own}.tgz`)} -C ${fresh} && ` +
      `{ if cmp -s ${shellWord(program)}/package-lock.json ${fresh}/package-lock.json; then ` +
      `cp -al -- ${shellWord(program)}/node_modules ${fresh}/node_modules 2>/dev/null || ` +
      `rm -rf ${fresh}/node_modules; fi; } && ` +
      `printf '%s\\n' ${shellWord(version)} ${sha256} > ${fresh}/version && mv ${fresh} ${target} && ` +
      `rm -f -- ${shellWord(`${own}.tgz`)}`
  )
  if (status !== 0) throw failed(connection, 'the program could not be unpacked', stderr)
}

async function setUp(
  connection: Connection,
  there: string,
  own: string,
  progress: WorkOptions['progress']
): Promise<void> {
  const said: string[] = []
  const outcome = await connection.exec(
    `${withNode(there)}; cd ${shellWord(own)} && exec node scripts/bootstrap.mjs`,
    '',
    words => {
      const lines = words.split('\n').filter(line => line.trim() !== '')
      said.push(...lines)
      const last = lines.at(-1)
      if (last) progress?.({ label: `There: ${last.trim().slice(0, 100)}`, done: 0, total: null })
    }
  )
  if (outcome.status !== 0) throw failed(connection, 'Atelier could not be set up', said.slice(-6).join(' '))
}

/** @throws StudioError */
async function doctor(connection: Connection, folder: string): Promise<Record<string, unknown>> {
  const words = `--workspace ${shellWord(placesIn(folder).workspace)} --json doctor`
  const { stdout, stderr } = await connection.exec(`${withProgramNode(folder)}; ${atelier(folder, words)}`)
  try {
    return JSON.parse(stdout.split('\n')[0] ?? '') as Record<string, unknown>
  } catch {
    throw failed(connection, 'its Atelier does not answer', stderr)
  }
}

const failed = ({ target }: Connection, what: string, said: string): StudioError =>
  new StudioError('not-readable', `At ${target.host} ${what}. It says: ${said.trim().slice(-600) || 'nothing'}`)
