/** `--from RUN` and what goes with it: which of another run's weights a training begins with. */
import type { Parsed } from '../../../shared/ipc'
import { byName, type Run, type Settings } from '../../../shared/domain'
import { settingsLeftBehind } from '../../../shared/start-words'
import type { ModelDefinition } from '../../models/definition'
import { findRun } from '../find'
import { UsageError } from '../output'
import type { Session } from '../session'

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
  const taken = taking(fromNetwork)
  const frozen = freezing(freeze)
  if (word === undefined) {
    if (epoch !== undefined || taken.size > 0 || frozen.size > 0)
      throw new UsageError('--from-epoch, --from-network and --freeze say more of --from, which is missing.')
    return null
  }
  const run = findRun(session, word)
  if (taken.size === 0 && frozen.size === 0) return { run, from: { run: run.id, epoch } }
  // Whole networks of which some layers are to stay: the others are taken too.
  const all = taken.size > 0 ? [...taken.keys()] : (run.parameters ?? []).map(({ network }) => network)
  const networks = [...new Set([...all, ...frozen.keys()])].map(network => ({
    network,
    // Not said: whole, or what fits.
    layers: taken.get(network),
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

const isCount = (word: string): boolean => /^[1-9]\d*$/.test(word)

/** NETWORK, NETWORK=LAYERS or NETWORK=names, each. */
function taking(words: readonly string[]): Map<string, number | typeof byName | null> {
  return new Map(
    words.map(word => {
      const [network = '', how, ...more] = word.split('=')
      if (network === '' || more.length > 0 || (how !== undefined && how !== byName && !isCount(how)))
        throw new UsageError(
          `--from-network wants NETWORK, NETWORK=LAYERS or NETWORK=${byName}, such as discriminator=2; got "${word}".`
        )
      return [network, how === undefined ? null : how === byName ? byName : Number(how)]
    })
  )
}

/** NETWORK=LAYERS or NETWORK=PART,PART…, each. */
function freezing(words: readonly string[]): Map<string, number | string[]> {
  return new Map(
    words.map(word => {
      const [network = '', what = '', ...more] = word.split('=')
      const parts = what.split(',')
      if (network === '' || more.length > 0 || parts.some(part => part === '' || part === '0'))
        throw new UsageError(
          '--freeze wants NETWORK=LAYERS or NETWORK=PART,PART…, such as discriminator=2 or ' +
            `discriminator=b64,b32; got "${word}".`
        )
      return [network, isCount(what) ? Number(what) : parts]
    })
  )
}
