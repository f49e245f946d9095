/** What the word SWEEP of the command line stands for. */
import { StudioError } from '../../../shared/errors'
import { didYouMean } from '../../../shared/nearest-names'
import type { Sweep } from '../../../shared/sweeps/sweep'
import { pick } from '../find'
import type { Session } from '../session'

/** `latest`, an id, a name, or the beginning of an id. @throws StudioError not-found; conflict when several fit */
export function findSweep({ store }: Pick<Session, 'store'>, word: string): Sweep {
  const all = store.sweeps.list()
  const [latest] = all
  if (!latest)
    throw new StudioError('not-found', 'There are no sweeps in this workspace yet. Start one with `atelier sweep`.')
  const found = word === 'latest' ? latest : pick(all, word)
  if (found) return found
  const names = all.map(({ name }) => name)
  throw new StudioError(
    'not-found',
    `There is no sweep "${word}".${didYouMean(word, names)} \`atelier sweeps\` lists them.`
  )
}
