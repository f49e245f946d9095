/** `hold-out`: pictures that runs are evaluated on, and not trained on. */
import { counted } from '../../../shared/counted'
import type { Split } from '../../../shared/domain'
import { findListedDataset } from '../find'
import { table, UsageError } from '../output'
import type { Session } from '../session'
import { change, countsOf, everything, picturesNamed, picturesOf } from './pictures'

export interface HoldOutOptions {
  /** test, unless it is said. */
  for?: Exclude<Split, 'train'>
  /** Of 1. */
  share?: number
  seed?: number
  back?: boolean
}

/** By name, or a share drawn by chance; without either, lists them. @throws StudioError not-found */
export async function holdOut(
  session: Session,
  word: string,
  names: readonly string[],
  { for: split = 'test', share, seed = 1, back = false }: HoldOutOptions
): Promise<void> {
  const dataset = findListedDataset(session, word)
  const { one, many } = dataset.examples
  const purpose = split === 'test' ? 'testing' : 'validation'
  if (share !== undefined) {
    if (names.length > 0 || back) throw new UsageError('--share draws by chance: name no pictures beside it.')
    return change(
      session,
      dataset,
      { what: 'hold-out', share, split, seed },
      {
        facts: { share, split, seed },
        words: `${Math.round(100 * share)} % of every class are held out for ${purpose}`
      }
    )
  }
  if (names.length === 0 && back)
    return change(
      session,
      dataset,
      { what: 'hold-out', share: 0, split, seed },
      { facts: { share: 0 }, words: 'Nothing is held out' }
    )
  if (names.length === 0) {
    const held = await picturesOf(session, dataset, { ...everything, only: 'held-out' })
    return session.output.say(
      {
        dataset: dataset.id,
        heldOut: held.map(({ path, split: own }) => ({ path, split: own })),
        ...countsOf(dataset)
      },
      held.length === 0
        ? `Nothing of "${dataset.name}" is held out.`
        : table(held.map(({ path, split: own }) => [own, path]))
    )
  }
  const found = await picturesNamed(session, dataset, names)
  await change(
    session,
    dataset,
    { what: 'split', places: found.map(({ place }) => place), split: back ? 'train' : split },
    {
      facts: { split: back ? 'train' : split, paths: found.map(({ path }) => path) },
      words:
        `${counted(found.length, one, many)} of "${dataset.name}" ${found.length === 1 ? 'is' : 'are'} ` +
        (back ? 'trained on again' : `held out for ${purpose}`)
    }
  )
}
