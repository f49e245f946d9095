/** Looks whether a workspace is as it must be once a studio has opened it after a fault. */
import { basename, join } from 'node:path'
import { filesBelow } from './canaries'
import type { Ledger, ReportedEpoch } from './ledger'
import { Records } from './records'
import type { Tally } from './tally'

const active = new Set(['preparing', 'training', 'paused'])

export interface AuditOptions {
  /** Runs that may be held by a living process. */
  held?: boolean
  when: string
  /** Ids of runs and how Atelier says they stand; without it, how their rows do. */
  said?: ReadonlyMap<string, string>
}

/** Counts reported epochs, and tells of everything that is lost, left over or at odds. */
export function audit(
  workspace: string,
  ledger: Ledger,
  tally: Tally,
  { held = false, when, said }: AuditOptions
): void {
  Records.read(workspace, records => {
    for (const fault of records.faults()) tally.find(`The database is damaged ${when}: ${fault}`)
    const runs = new Map(records.runs().map(run => [run.id, run]))
    tally.add({ epochsReported: ledger.epochs.length })
    const kept = new Map<string, Kept>()
    for (const reported of ledger.epochs) {
      const own = kept.get(reported.run) ?? keptOf(records, reported.run)
      kept.set(reported.run, own)
      const lost = runs.has(reported.run) ? lossOf(records, own, reported) : 'its run is not in the database'
      if (lost) {
        tally.add({ epochsLost: 1 })
        tally.find(`Epoch ${reported.epoch} of ${reported.run} was reported, and ${lost} ${when}.`)
      }
    }
    checkpoints(records, [...runs.keys()], tally, when)
    for (const { table, file } of records.files())
      if (table !== 'checkpoints' && records.hash(file) === null)
        tally.find(`A row of ${table} names ${file}, which is not there ${when}.`)
    if (!held)
      for (const [id, status] of said ?? [...runs].map(([id, run]): [string, string] => [id, run.status]))
        if (active.has(status)) tally.find(`Run ${id} is said to be ${status} ${when}, and nobody trains it.`)
  })
}

/** Absolute paths of what was being written and never got its name; what is in the bin goes when that is emptied. */
export const halfWritten = (workspace: string): string[] =>
  ['runs', 'datasets'].flatMap(name => filesBelow(join(workspace, name))).filter(path => /\.part(ial)?$/.test(path))

interface Kept {
  epochs: Map<number, { step: number; losses: number[] }>
  sheets: Set<number>
  checkpoints: Map<number, { file: string; sha256: string }>
}

function keptOf(records: Records, run: string): Kept {
  return {
    epochs: new Map(records.epochs(run).map(each => [each.epoch, each])),
    sheets: new Set(records.rows('SELECT epoch FROM samples WHERE run = ?', run).map(({ epoch }) => Number(epoch))),
    checkpoints: new Map(records.checkpoints(run).map(each => [each.step, each]))
  }
}

function lossOf(
  records: Records,
  { epochs, sheets, checkpoints: saved }: Kept,
  { epoch, step, losses }: ReportedEpoch
): string | null {
  const found = epochs.get(epoch)
  if (!found || found.step !== step) return 'its metrics are gone'
  if (found.losses.join() !== losses.join()) return `its losses are ${found.losses.join()} instead of ${losses.join()}`
  if (!sheets.has(epoch)) return 'its sheet is gone'
  // Of very long runs checkpoints are thinned out.
  const checkpoint = saved.get(step)
  if (!checkpoint) return epochs.size > 128 ? null : 'its checkpoint is gone'
  const hash = records.hash(checkpoint.file)
  if (hash === null) return `${basename(checkpoint.file)} is gone`
  return hash === checkpoint.sha256 ? null : `${basename(checkpoint.file)} has other bytes than were recorded`
}

function checkpoints(records: Records, runs: string[], tally: Tally, when: string): void {
  for (const run of runs) {
    for (const { file, sha256 } of records.checkpoints(run)) {
      const hash = records.hash(file)
      if (hash === null) tally.find(`The checkpoint ${file} is in the database and not on the disk ${when}.`)
      else if (hash !== sha256) tally.find(`The checkpoint ${file} has other bytes than were recorded ${when}.`)
    }
  }
}
