import type { NetworkStart, Start } from './domain'

// The window has this file: no values of `domain` here, whose schemas would come along.
const byName = 'names' satisfies NetworkStart['layers']

const listed = (words: readonly string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : (words[0] ?? '')

function takenWords({ network, layers }: NetworkStart): string {
  if (layers === null) return `the ${network}`
  if (layers === byName) return `what has the same name in the ${network}`
  return `the first ${layers === 1 ? 'layer' : `${layers} layers`} of the ${network}`
}

function besides({ frozen, fresh = [] }: NetworkStart): string {
  const fixed = typeof frozen === 'number' ? (frozen > 0 ? String(frozen) : '') : frozen.join(', ')
  const words = [...(fixed ? [`${fixed} fixed`] : []), ...(fresh.length > 0 ? [`new: ${fresh.join(', ')}`] : [])]
  return words.length > 0 ? ` (${words.join('; ')})` : ''
}

/**
 * What a run began with, e.g. `the generator and the first 2 layers of the discriminator (2 fixed) of "Clothes", epoch
 * 12`.
 */
export function startWords({ name, epoch, networks }: Start): string {
  return `${listed(networks.map(each => `${takenWords(each)}${besides(each)}`))} of "${name}", epoch ${epoch}`
}

/** Settings of another run that do not come with its weights: how long it trained, and on what. */
export const settingsLeftBehind: ReadonlySet<string> = new Set(['epochs', 'passes', 'epochSteps', 'classes'])
