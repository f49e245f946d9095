/** The health of one run while it trains: every check gets its reports, and what they find is stored and told. */
import { centred } from '../../lib/centred'
import { elementCount } from '../../lib/shape'
import type { Run, RunEvent } from '../../../shared/domain'
import type { Emit } from '../../../shared/ipc'
import { permutation } from '../../../shared/random'
import type { PackedDataset, Report, SamplePixels } from '../../engine/protocol'
import { checks } from '../../health'
import { epochOf, type Variety, type Verdict, type Watcher } from '../../health/check'
import { compare, spreadOf, type Pictures, type Spread } from '../../health/tools/variety'
import { packedPictures, readPictures } from '../../metrics/tools/packed'
import { findModel } from '../../models'
import { generatedRows } from '../../models/gallery'
import type { Store } from '../../store'

/** Of an epoch's samples, how many are compared; training pictures are drawn so often as many. */
const most = 64
const draws = 8
/** Points of the past that a check may look at. */
const pastPoints = 512

export class RunHealth {
  private readonly watchers: { kind: string; watcher: Watcher }[]
  private real: Promise<Spread | null> | null = null

  constructor(
    private readonly store: Store,
    private readonly emit: Emit,
    private readonly run: Run,
    private readonly dataset: PackedDataset,
    private readonly sampleClasses: Int32Array | null
  ) {
    const standing = store.events.standing(run.id)
    const taken = new Set(run.measures.map(({ key }) => key))
    // Under other settings a loss may have been of another size altogether.
    const past = store.history.steps(run.id, pastPoints, store.events.changedAt(run.id))
    this.watchers = checks
      .filter(({ needs }) => needs.every(key => taken.has(key)))
      .flatMap(({ kind, watch }) => {
        const { settings, losses, stepsPerEpoch } = run
        const watcher = watch({
          settings,
          definitions: findModel(run.model).settings,
          losses,
          stepsPerEpoch,
          past,
          found: standing.has(kind)
        })
        return watcher ? [{ kind, watcher }] : []
      })
    // What no check watches any more (a setting was changed) is not found any more either.
    const watched = new Set(this.watchers.map(({ kind }) => kind))
    const unwatched = [...standing].filter(kind => !watched.has(kind))
    for (const kind of unwatched) store.events.resolve(run.id, kind)
    if (unwatched.length > 0) this.tell(null)
  }

  /** @returns the sentence of a finding with which training must end */
  steps(report: Extract<Report, { type: 'steps' }>): string | null {
    return this.check(watcher => watcher.steps?.(report))
  }

  async epoch({ epoch, step, losses, samples }: Extract<Report, { type: 'epoch' }>): Promise<string | null> {
    const variety = this.watchers.some(({ watcher }) => watcher.epoch) ? await this.variety(samples) : null
    return this.check(watcher => watcher.epoch?.({ epoch, step, losses, variety }))
  }

  diverged({ step, what }: Extract<Report, { type: 'diverged' }>): string | null {
    return this.check(watcher => watcher.diverged?.(step, what))
  }

  private check(look: (watcher: Watcher) => Verdict | undefined): string | null {
    let end: string | null = null
    for (const { kind, watcher } of this.watchers) {
      const verdict = look(watcher)
      if (!verdict) continue
      let news: RunEvent | null = null
      if (verdict === 'over') this.store.events.resolve(this.run.id, kind)
      else {
        const { since, message, advice, remedy, fatal = false } = verdict
        news = this.store.events.add(this.run.id, {
          epoch: epochOf(since, this.run),
          step: since,
          kind,
          level: fatal ? 'error' : 'warning',
          message,
          advice,
          remedy
        })
        if (fatal) end ??= `${message} ${advice}`
      }
      this.tell(news)
    }
    return end
  }

  private tell(news: RunEvent | null): void {
    this.emit('health', { run: this.run.id, findings: this.store.events.findings(this.run.id), news })
  }

  /** Null where nothing can be compared. */
  private async variety({ pixels: all, shape, count, columns = 1 }: SamplePixels): Promise<Variety | null> {
    // Points in a plane have no contrast, and spread as their own chart shows.
    if (this.run.examples.scatter) return null
    // Of a sheet that shows examples too, the generated pictures.
    const kinds = this.run.sheet.rows
    const pixels = kinds > 1 ? generatedRows(all, kinds, columns, elementCount(shape)) : all
    const shown = Math.min(count / kinds, most)
    const groups = this.sampleClasses?.subarray(0, shown) ?? null
    this.real ??= this.reference({ pixels, shape, groups }, shown).catch(() => null)
    const real = await this.real
    const generated = spreadOf({ pixels: pixels.subarray(0, shown * elementCount(shape)), shape, groups })
    return real && generated && compare(generated, real)
  }

  /** The same of training pictures, so many of each class as there are samples: means over several draws. */
  private async reference({ shape, groups }: Pictures, shown: number): Promise<Spread | null> {
    const {
      dataset: { count, labels },
      run: { seed }
    } = this
    const real = packedPictures(this.dataset)
    const { shape: packed } = this.dataset
    if (packed[0] < shape[0] || packed[1] < shape[1] || packed[2] !== shape[2]) return null
    const order = permutation(count, 'health', seed)
    const wanted = new Map<number, number>()
    for (let i = 0; i < shown; i++) wanted.set(groups?.[i] ?? 0, (wanted.get(groups?.[i] ?? 0) ?? 0) + 1)
    const pools = [...wanted].map(([group, each]) => ({
      group,
      each,
      places: groups && labels ? order.filter(place => labels[place] === group) : order
    }))
    const found: Spread[] = []
    for (let draw = 0; draw < draws; draw++) {
      // A small dataset has fewer whole draws; the first takes what there is.
      const drawn = pools.flatMap(({ group, each, places }) =>
        [...places.subarray(draw * each, (draw + 1) * each)].map(place => ({ group, place }))
      )
      if (drawn.length < shown && draw > 0) break
      const places = drawn.map(({ place }) => place)
      const spread = spreadOf({
        pixels: centred(await readPictures(real, places), packed, shape),
        shape,
        groups: drawn.map(({ group }) => group)
      })
      if (spread) found.push(spread)
    }
    const mean = (key: keyof Spread): number => found.reduce((sum, spread) => sum + spread[key], 0) / found.length
    return found.length > 0 ? { nearest: mean('nearest'), contrast: mean('contrast') } : null
  }
}
