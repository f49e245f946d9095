/** `--from RUN` and what goes with it: which of another run's weights a training begins with. */
import type { Parsed } from '../../shared/ipc'
import type { Run, Settings } from '../../shared/domain'
import { settingsLeftBehind } from '../../shared/start-words'
import type { ModelDefinition } from '../models/definition'
import { findRun } from './find'
import { UsageError } from './output'
import type { Session } from './session'

export interface StartOptions {
  from?: string
  fromEpoch?: number
  fromNetwork: string[]
  freeze: string[]
}

type From = NonNullable<Parsed<'startRun'>['from']>

/** Null without --from. @throws UsageError for words that cannot be read, or that only --from gives a meaning */
export function startFrom(
  session: Pick<Session, 'store'>,
  { from: word, fromEpoch: epoch, fromNetwork, freeze }: StartOptions
): { run: Run; from: From } | null {
  const [taken, frozen] = [counts('--from-network', fromNetwork), counts('--freeze', freeze)]
  if (word === undefined) {
    if (epoch !== undefined || taken.size > 0 || frozen.size > 0)
      throw new UsageError('--from-epoch, --from-network and --freeze say more of --from, which is missing.')
    return null
  }
  for (const [network, layers] of frozen)
    if (layers === null) throw new UsageError(`--freeze wants NETWORK=LAYERS, such as ${network}=2.`)
  const run = findRun(session, word)
  if (taken.size === 0 && frozen.size === 0) return { run, from: { run: run.id, epoch } }
  // Whole networks of which some layers are to stay: the others are taken too.
  const all = taken.size > 0 ? [...taken.keys()] : (run.parameters ?? []).map(({ network }) => network)
  const networks = [...new Set([...all, ...frozen.keys()])].map(network => ({
    network,
    layers: taken.get(network) ?? null,
    frozen: frozen.get(network) ?? 0
  }))
  return { run, from: { run: run.id, epoch, networks } }
}

/**
 * Of another run's settings, those that a training from its weights takes over: all but how long it trained and on
 * what.
 */
export function settingsToKeep({ settings }: Run, model: ModelDefinition): Settings {
  const kept = new Set(model.settings.map(({ key }) => key).filter(key => !settingsLeftBehind.has(key)))
  return Object.fromEntries(Object.entries(settings).filter(([key]) => kept.has(key)))
}

/** NETWORK or NETWORK=LAYERS, each. */
function counts(option: string, words: readonly string[]): Map<string, number | null> {
  return new Map(
    words.map(word => {
      const [network = '', number, ...more] = word.split('=')
      const layers = number === undefined ? null : Number(number)
      if (network === '' || more.length > 0 || (layers !== null && !(Number.isInteger(layers) && layers >= 1)))
        throw new UsageError(`${option} wants NETWORK or NETWORK=LAYERS, such as discriminator=2; got "${word}".`)
      return [network, layers]
    })
  )
}
