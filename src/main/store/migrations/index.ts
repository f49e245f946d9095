/**
 * Every migration in order; the database's `user_version` counts those done. Never change one that was released: add
 * the next.
 */
import type { Database } from 'better-sqlite3'
import { firstForm } from './0001-first-form'
import { evaluations } from './0002-evaluations'
import { namedLosses } from './0003-named-losses'
import { classifications } from './0004-classifications'
import { points } from './0005-points'
import { events } from './0006-events'
import { dismissals } from './0007-dismissals'
import { pairs } from './0008-pairs'
import { copies } from './0009-copies'
import { order } from './0010-order'
import { hashes } from './0011-hashes'
import { owners } from './0012-owners'
import { metrics } from './0013-metrics'
import { domains } from './0014-domains'
import { discarded } from './0015-discarded'
import { exampleKinds } from './0016-example-kinds'
import { queue } from './0017-queue'
import { earlySamples } from './0018-early-samples'
import { directions } from './0019-directions'
import { exclusions } from './0020-exclusions'
import { anySource } from './0021-any-source'
import { reports } from './0022-reports'
import { machines } from './0023-machines'
import { remoteRuns } from './0024-remote-runs'
import { sweeps } from './0025-sweeps'

export type Migration = (database: Database) => void

export const migrations: readonly Migration[] = [
  firstForm,
  evaluations,
  namedLosses,
  classifications,
  points,
  events,
  dismissals,
  pairs,
  copies,
  order,
  hashes,
  owners,
  metrics,
  domains,
  discarded,
  exampleKinds,
  queue,
  earlySamples,
  directions,
  exclusions,
  anySource,
  reports,
  machines,
  remoteRuns,
  sweeps
]
