/** Looks whether a workspace is as it must be once a studio has opened it after a fault. */
import { basename, relative } from 'node:path'
import { filesBelow } from './canaries'
import type { Ledger, ReportedEpoch } from './ledger'
import { Records } from './records'
import type { Tally } from './tally'

const active = new Set(['preparing', 'training', 'paused'])

export interface AuditOptions {
  /** Runs that may be held by a living process. */
  held?: boolean
  /** Engines whose studio is gone may still be saving: what is half-written may be theirs. */
  engines?: boolean
  when: string
}

/** Counts reported epochs, and tells of everything that is lost, left over or at odds. */
export function audit(workspace: string, ledger: Ledger, tally: Tally, { held = false, engines = false, when }: AuditOptions): void {
  Records.read(workspace, records => {
    for (const fault of records.faults()) tally.find(`The database is damaged ${when}: ${fault}`)
    const runs = new Map(records.runs().map(run => [run.id, run]))
    tally.add({ epochsReported: ledger.epochs.length })
    for (const reported of ledger.epochs) {
      const lost = lossOf(records, reported, runs.has(reported.run))
      if (lost) {
        tally.add({ epochsLost: 1 })
        tally.find(`Epoch ${reported.epoch} of ${reported.run} was reported, and ${lost} ${when}.`)
      }
    }
    checkpoints(records, [...runs.keys()], tally, when)
    for (const { table, file } of records.files()) if (table !== 'checkpoints' && records.hash(file) === null) tally.find(`A row of ${table} names ${file}, which is not there ${when}.`)
    if (!held) for (const { id, status } of runs.values()) if (active.has(status)) tally.find(`Run ${id} is ${status} ${when}, and nobody trains it.`)
  })
  if (held || engines) return
  const unfinished = filesBelow(workspace).filter(path => /\.part(ial)?$/.test(path))
  for (const path of unfinished) tally.find(`A half-written file stays behind ${when}: ${relative(workspace, path)}`)
}

function lossOf(records: Records, { run, epoch, step, losses }: ReportedEpoch, known: boolean): string | null {
  if (!known) return 'its run is not in the database'
  const epochs = records.epochs(run)
  const found = epochs.find(each => each.epoch === epoch)
  if (!found || found.step !== step) return 'its metrics are gone'
  if (found.losses.join() !== losses.join()) return `its losses are ${found.losses.join()} instead of ${losses.join()}`
  if (!records.rows('SELECT 1 FROM samples WHERE run = ? AND epoch = ?', run, epoch).length) return 'its sheet is gone'
  // Of very long runs checkpoints are thinned out.
  const checkpoint = records.checkpoints(run).find(each => each.step === step)
  if (!checkpoint) return epochs.length > 128 ? null : 'its checkpoint is gone'
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
