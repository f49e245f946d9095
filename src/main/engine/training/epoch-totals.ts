/**
 * What an epoch's steps come to. Kept in checkpoints, so that an epoch that was broken off ends as one that was not.
 */
import { z } from 'zod'
import { StudioError } from '../../../shared/errors'
import { Stopwatch } from '../../lib/stopwatch'
import { entry } from '../../tensors/axis'

/** What is no number is null in JSON. */
const sum = z
  .number()
  .nullable()
  .transform(value => value ?? Number.NaN)
/** Sums over steps, and how many there were. */
const sumsOfSteps = z.object({
  losses: z.array(sum),
  measures: z.record(z.string(), sum),
  /** In how many of the steps each measure was there: what a lazy phase measures is in some alone. */
  measured: z.record(z.string(), z.int().positive()).default({}),
  count: z.int().nonnegative()
})
type Sums = z.infer<typeof sumsOfSteps>
const kept = sumsOfSteps.extend({ first: z.int().nonnegative(), seconds: z.number().nonnegative() })
type Kept = z.infer<typeof kept>

/** Means of losses over steps, and of measures over the steps that they were in. */
export class Means {
  protected readonly sums: Sums

  constructor(
    curves: number,
    sums: Sums = { losses: Array.from({ length: curves }, () => 0), measures: {}, measured: {}, count: 0 }
  ) {
    this.sums = sums
  }

  add(losses: readonly number[], measures: Record<string, number>): void {
    const { sums } = this
    sums.losses = sums.losses.map((total, i) => total + entry(losses, i, 'losses of a step'))
    for (const [key, value] of Object.entries(measures)) {
      sums.measures[key] = (sums.measures[key] ?? 0) + value
      sums.measured[key] = (sums.measured[key] ?? 0) + 1
    }
    sums.count++
  }

  found(): { losses: number[]; measures: Record<string, number> } {
    const { losses, measures, measured, count } = this.sums
    return {
      losses: losses.map(total => total / count),
      measures: Object.fromEntries(
        Object.entries(measures).map(([key, total]) => [key, total / (measured[key] ?? count)])
      )
    }
  }
}

export class EpochTotals extends Means {
  /** Seconds of its steps alone: neither pauses nor what lies between two processes. */
  readonly clock: Stopwatch

  /** @param first steps there were before the epoch */
  constructor(
    private readonly first: number,
    curves: number,
    before?: Kept
  ) {
    super(curves, before && sumsIn(before))
    this.clock = new Stopwatch(before?.seconds ?? 0)
  }

  /**
   * The epoch that begins after so many steps, going on with what a checkpoint kept of it.
   * @param words what `words` gave; undefined where the checkpoint is none of mid-epoch
   * @throws StudioError not-readable
   */
  static from(first: number, curves: number, words: string | undefined): EpochTotals {
    if (words === undefined) return new EpochTotals(first, curves)
    const before = read(words)
    return new EpochTotals(
      first,
      curves,
      before.first === first && before.losses.length === curves ? before : undefined
    )
  }

  /** For a checkpoint's metadata. Numbers come back as the very same. */
  words(): string {
    return JSON.stringify({ ...this.sums, first: this.first, seconds: this.clock.seconds })
  }
}

/** Checkpoints of earlier versions say nothing of single measures: they were in every step. */
function sumsIn({ losses, measures, measured, count }: Kept): Sums {
  const all = Object.fromEntries(Object.keys(measures).map(key => [key, count]))
  return { losses: [...losses], measures: { ...measures }, measured: { ...all, ...measured }, count }
}

function read(words: string): Kept {
  try {
    return kept.parse(JSON.parse(words))
  } catch (cause) {
    throw new StudioError(
      'not-readable',
      'What the checkpoint says of its epoch so far cannot be read: it belongs to another version of Atelier.',
      { cause }
    )
  }
}
