/** Which kind's turn it is, until the time is over. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { FaultKind } from './kind'
import { Round } from './round'
import { Tally } from './tools/tally'
import type { Tree } from './tools/tree'
import { atMost } from './tools/wait'

export interface Account {
  kind: FaultKind
  rounds: number
  /** Seconds spent, of all lanes together. */
  seconds: number
  tally: Tally
}

export interface ScheduleOptions {
  tree: Tree
  folder: string
  seed: number
  /** How many rounds at a time. */
  lanes: number
  short: boolean
  /** Keep the folder of a round that has found something. */
  keep: boolean
  say: (line: string) => void
  /** Once it is aborted, rounds are broken off and none is begun. */
  signal?: AbortSignal
}

/** A round that takes longer than this many times its usual time, and four minutes, is given up. */
const patience = 8

/** One round, from an empty folder to nothing left behind. */
export async function playRound(
  kind: FaultKind,
  number: number,
  { tree, folder, seed, short, keep, say, signal }: ScheduleOptions
): Promise<Tally> {
  const own = join(folder, `${kind.id}-${number}`)
  mkdirSync(own, { recursive: true })
  const round = new Round({ kind: kind.id, number, seed, folder: own, tree, short })
  const limit = 240_000 + 1000 * kind.seconds * patience
  try {
    const work = kind.round(round).then(() => true)
    const stopped = new Promise<false>(done => signal?.addEventListener('abort', () => done(false)))
    if ((await atMost(limit, Promise.race([work, stopped]))) === null)
      round.tally.find(`The round had not ended after ${Math.round(limit / 1000)} s.`)
  } catch (error) {
    round.tally.find(`The round broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  } finally {
    await round.end()
  }
  for (const finding of round.tally.findings) say(`${kind.id} ${number}: ${finding}`)
  if (!keep || round.tally.findings.length === 0)
    rmSync(own, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  return round.tally
}

/**
 * Plays rounds until the time is over, each kind getting its share; every kind has its turn once, even where that takes
 * longer.
 * @param minutes 0: every kind once
 */
export async function play(kinds: readonly FaultKind[], minutes: number, options: ScheduleOptions): Promise<Account[]> {
  const end = Date.now() + minutes * 60_000
  const accounts = kinds.map((kind): Account => ({ kind, rounds: 0, seconds: 0, tally: new Tally() }))
  const playing = new Set<Account>()

  const next = (): Account | undefined =>
    options.signal?.aborted
      ? undefined
      : accounts
          .filter(
            account => account.rounds === 0 || (!account.kind.once && Date.now() + 1000 * account.kind.seconds < end)
          )
          // What is done once and takes minutes begins early and alone of its kind.
          .filter(account => !(account.kind.once && playing.has(account)))
          .sort((a, b) => need(a) - need(b))[0]
  const lane = async (): Promise<void> => {
    for (let account = next(); account; account = next()) {
      const began = performance.now()
      const number = ++account.rounds
      // Counted at once, so that the other lane takes something else.
      account.seconds += account.kind.seconds
      playing.add(account)
      const tally = await playRound(account.kind, number, options)
      playing.delete(account)
      account.seconds += (performance.now() - began) / 1000 - account.kind.seconds
      account.tally.take(tally, `Round ${number}: `)
    }
  }
  await Promise.all(Array.from({ length: options.lanes }, lane))
  return accounts
}

const need = ({ kind, rounds, seconds }: Account): number =>
  rounds === 0 ? -1000 + kind.seconds / 1000 : seconds / (kind.share ?? 1)
