/** A kind of fault: one file in `kinds`, listed nowhere else. */
import type { Round } from './round'

export interface FaultKind {
  /** As `--only` names it. */
  id: string
  /** What is done, for the table. */
  title: string
  /** How much of the time it gets beside the others; 1 by default. */
  share?: number
  /** About how long a round takes on a quiet machine, seconds. */
  seconds: number
  /** Once in a run of the harness is enough. */
  once?: boolean
  /** Mounting and such; elsewhere the kind is left out, and that is said. */
  needsRoot?: boolean
  /** It is part of `npm test`, its rounds being short ones. */
  short?: boolean
  /** Tries it once; what it finds goes into `round.tally`. */
  round(round: Round): Promise<void>
}

export const defineKind = (kind: FaultKind): FaultKind => kind
