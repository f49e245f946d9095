/** What a machine is like. */
import type { Machine, MachineReport } from '../../shared/remote/machines'
import { gpuQuery, gpuWords, readGpus } from '../lib/machine/gpus'
import { sizeWords } from '../lib/regular-file'
import { engineOf } from './engines'
import { shellCommand, shellWord } from './shell-words'
import type { Connection } from './ssh/connection'

/** Between what one command says and what the next does. */
const mark = '----8----'

/** Less is not enough for the program, its libraries and a set of pictures, bytes. */
const leastRoom = 4e9

/**
 * Looks at it with one command, which changes nothing there.
 * @param machine where everything of ours is to lie, below the home folder unless it begins with /, and what is said of
 *   its jobs
 * @param version of this program
 */
export async function lookAt(
  connection: Connection,
  { folder, settings }: Pick<Machine, 'folder' | 'settings'>,
  version: string
): Promise<MachineReport> {
  const began = performance.now()
  const engine = await engineOf(connection, settings)
  const place = shellWord(folder)
  const { stdout } = await connection.exec(
    [
      'uname -sm',
      'getconf _NPROCESSORS_ONLN',
      shellCommand(gpuQuery),
      // The nearest folder that is there.
      `d=${place}; until [ -d "$d" ]; do d=$(dirname -- "$d"); done; df -Pk -- "$d"`,
      engine.partitions ?? 'true',
      `cat -- ${place}/program/version`
    ]
      .map(command => `( ${command} ) 2>/dev/null`)
      .join(`; echo; echo ${mark}; `)
  )
  const [system = '', cores = '', gpus = '', disk = '', partitions = '', atelier = ''] = stdout
    .split(mark)
    .map(text => text.trim())
  const free = Number(disk.split('\n').at(-1)?.split(/\s+/)[3] ?? Number.NaN) * 1024
  const found = {
    engine: { id: engine.id, name: engine.name },
    system,
    cores: Number(cores) > 0 ? Math.floor(Number(cores)) : null,
    gpus: readGpus(gpus).map(gpuWords),
    free: Number.isFinite(free) ? free : null,
    partitions: partitions === '' ? [] : partitions.split('\n').map(name => name.replace('*', '')),
    atelier: atelier === '' ? null : (atelier.split('\n')[0] ?? null)
  }
  const obstacle = await engine.obstacle(connection, settings)
  return {
    ...found,
    took: performance.now() - began,
    advice: [...(obstacle === null ? [] : [obstacle]), ...advice(found, engine.withoutGpus, version)]
  }
}

type Found = Pick<MachineReport, 'system' | 'gpus' | 'free' | 'atelier'>

function advice({ system, gpus, free, atelier }: Found, withoutGpus: string, version: string): string[] {
  const sentences = [
    !/^(Linux|Darwin) /.test(system) &&
      `It runs ${system || 'a system that says nothing of itself'}: only Linux and macOS are trained on.`,
    gpus.length === 0 && withoutGpus,
    free !== null &&
      free < leastRoom &&
      `Only ${sizeWords(free)} are free where its folder is to lie. Make room, or choose another --folder.`,
    atelier === null && 'Atelier is not there yet: `atelier machines prepare` brings it.',
    atelier !== null &&
      atelier !== version &&
      `It has Atelier ${atelier}, here is ${version}: \`atelier machines prepare\` mends that.`
  ]
  return sentences.filter(sentence => sentence !== false)
}
