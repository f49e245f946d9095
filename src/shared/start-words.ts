import type { Start } from './domain'

/**
 * What a run began with, e.g. `the generator and the first 2 layers of the discriminator (2 fixed) of "Clothes", epoch
 * 12`.
 */
export function startWords({ name, epoch, networks }: Start): string {
  const parts = networks.map(
    ({ network, layers, frozen }) =>
      `${layers === null ? `the ${network}` : `the first ${layers === 1 ? 'layer' : `${layers} layers`} of the ${network}`}${frozen > 0 ? ` (${frozen} fixed)` : ''}`
  )
  return `${parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : (parts[0] ?? '')} of "${name}", epoch ${epoch}`
}

/** Settings of another run that do not come with its weights: how long it trained, and on what. */
export const settingsLeftBehind: ReadonlySet<string> = new Set(['epochs', 'passes', 'epochSteps', 'classes'])
