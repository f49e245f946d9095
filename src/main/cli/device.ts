/** The option `--device`. */
import { InvalidArgumentError } from 'commander'
import { deviceHelp, deviceWord } from '../../shared/run/devices'

/** @throws InvalidArgumentError, which commander says */
export function readDevice(word: string): string {
  const { success, data } = deviceWord.safeParse(word)
  if (success) return data
  throw new InvalidArgumentError(deviceHelp)
}
