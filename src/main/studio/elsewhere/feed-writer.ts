/** On the machine that trains: what happens to a run, as lines of a file that whoever started it reads. */
import { appendFileSync, existsSync } from 'node:fs'
import { linesFromEnd } from '../../lib/lines-from-end'
import { privateFile } from '../../lib/private'
import type { Store } from '../../store'
import { activeStatuses } from '../../store/runs'
import type { Hear } from '../heard'
import { readLine, toldOf, type FeedLine } from './feed-lines'

/** @param file goes on where it is there: a job that was cut off is started again */
export function writeFeed(store: Store, on: Hear, run: string, file: string): void {
  const writer = new FeedWriter(store, run, file)
  on('runChanged', ({ id }) => id === run && writer.changed())
  on('epoch', ({ run: id }) => id === run && writer.grown())
  on('early', ({ run: id }) => id === run && writer.grown())
  on('health', ({ run: id }) => id === run && writer.grown())
  on('steps', ({ run: id, steps, progress }) => id === run && writer.write({ live: { steps, progress } }))
  on('progress', ({ job, label, done, total }) => job === run && writer.write({ busy: { label, done, total } }))
}

class FeedWriter {
  private readonly sent = new Set<string>()
  /** Losses of steps up to this one are told. */
  private upTo: number
  private training = false

  constructor(
    private readonly store: Store,
    private readonly run: string,
    private readonly file: string
  ) {
    this.upTo = lastStep(file) ?? store.runs.get(run).step
    // What is left of a line that was cut off ends here.
    if (existsSync(file)) this.append('\n')
    this.write({ begins: { run, workspace: store.files.folder } })
  }

  changed(): void {
    const { status, error, epoch, step, seconds, engine, parameters, stepsPerEpoch } = this.store.runs.get(this.run)
    const trains = status === 'training' || status === 'paused'
    if (trains && !this.training) {
      // It has gone back to its checkpoint by now.
      this.upTo = Math.min(this.upTo, step)
      this.write({ back: step })
      this.sent.clear()
    }
    this.training = activeStatuses.includes(status) && trains
    this.grown()
    this.write({ run: toldOf({ status, error, epoch, step, seconds, engine, parameters, stepsPerEpoch }) })
  }

  /** Whatever is stored and was not told. */
  grown(): void {
    const { schema, tables } = this.store.moving.takeGrown(this.run, this.upTo, this.sent)
    if (Object.keys(tables).length === 0) return
    const { columns, values } = tables.steps ?? { columns: [], values: [] }
    const step = columns.indexOf('step')
    this.upTo = Math.max(this.upTo, ...values.slice(-1).map(row => Number(row[step])))
    this.write({ rows: { schema, tables, upTo: this.upTo } })
  }

  write(line: FeedLine): void {
    this.append(`${JSON.stringify(line)}\n`)
  }

  private append(text: string): void {
    appendFileSync(this.file, text, { mode: privateFile })
  }
}

/** Up to which step the feed has told of losses; null where it has not yet. */
function lastStep(file: string): number | null {
  if (!existsSync(file)) return null
  // However long it has grown: the last that tells of it is near its end.
  for (const line of linesFromEnd(file)) {
    const found = line.startsWith('{"rows"') ? readLine(line)?.rows?.upTo : undefined
    if (found !== undefined) return found
    const back = line.startsWith('{"back"') ? readLine(line)?.back : undefined
    if (back !== undefined) return back
  }
  return null
}
