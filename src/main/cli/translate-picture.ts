/** One picture of somebody's that a run translates whole: read, asked for, and put into words. */
import { resolve } from 'node:path'
import type { Direction, Run } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import type { Output } from '../../shared/ipc'
import { directionsOf } from '../../shared/sampling-knobs'
import { realTarget } from '../lib/real-target'
import { readNamed } from '../lib/regular-file'
import type { Session } from './session'

export interface Asked {
  epoch?: number
  seed?: number
  direction?: Direction
}

/** " (photos → paintings)" of a run that translates both ways. */
export function wayWords(run: Run, { direction = 0 }: Asked): string {
  const ways = directionsOf(run)
  return ways ? ` (${ways[direction]})` : ''
}

/** Of a picture to be translated, bytes. */
const largestInput = 64 * 2 ** 20

/** @throws StudioError naming the file */
export async function readInput(file: string): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await readNamed(resolve(file), { most: largestInput }))
}

/** @throws StudioError naming the file */
export async function askWhole(
  { handlers }: Session,
  job: string,
  run: Run,
  name: string,
  longest: number | undefined,
  asked: Asked
): Promise<Output<'translateWhole'>> {
  const file = { name, bytes: await readInput(name) }
  return handlers.translateWhole({ run: run.id, job, file, longest, ...asked })
}

/** @throws StudioError where a picture would be written over, under whatever name */
export async function refuseOntoItself(pictures: readonly string[], output: string): Promise<void> {
  const target = await realTarget(output)
  for (const picture of pictures) if ((await realTarget(picture)) === target) throw onItself(picture, 'file')
}

export const onItself = (picture: string, other: 'file' | 'folder'): StudioError =>
  new StudioError('bad-input', `“${picture}” would be written over by a translation. Choose another ${other} with -o.`)

/** ", shrunk from …" where it had to be. */
export const shrunkWords = (from: Output<'translateWhole'>['shrunkFrom']): string =>
  from ? `, shrunk from ${from.width}×${from.height}: ${from.why}` : ''
