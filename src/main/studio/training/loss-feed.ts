/** Step losses on their way: into the store about once per second, to windows a few times per second. */
import type { Run, StepColumns } from '../../../shared/domain'
import type { Emit } from '../../../shared/ipc'
import type { Report } from '../../engine/protocol'
import type { Store } from '../../store'
import type { StepBatch } from '../../store/history'

type StepsReport = Extract<Report, { type: 'steps' }>

const storeEvery = 1000
const announceEvery = 250

export class LossFeed {
  private unstored: StepBatch[] = []
  private unannounced: StepsReport[] = []
  private stored = performance.now()
  private announced = 0

  constructor(
    private readonly store: Store,
    private readonly emit: Emit,
    private readonly run: () => Run,
    private readonly seconds: () => number
  ) {}

  add(report: StepsReport): void {
    if (countOf(report) === 0) return
    this.unstored.push(report)
    this.unannounced.push(report)
    const now = performance.now()
    if (now - this.stored >= storeEvery) this.flush()
    if (now - this.announced >= announceEvery) this.announce()
  }

  /** What is not stored yet, for a transaction of the caller's. */
  take(): StepBatch[] {
    this.stored = performance.now()
    return this.unstored.splice(0)
  }

  /** Stores what is left, and tells it. */
  flush(): void {
    const step = this.unstored.at(-1)
    if (step) {
      const id = this.run().id
      this.store.transaction(() => {
        this.store.history.addSteps(id, this.take())
        this.store.runs.update(id, { step: step.firstStep + countOf(step) - 1, seconds: this.seconds() })
      })
    }
    this.announce()
  }

  /** Steps whose losses are not finite are left out: a chart cannot show them. */
  announce(): void {
    const last = this.unannounced.at(-1)
    if (!last) return
    const steps: StepColumns = { step: [], losses: last.losses.map(() => []) }
    for (const report of this.unannounced.splice(0)) {
      for (let i = 0; i < countOf(report); i++) {
        const values = report.losses.map(column => column[i] ?? Number.NaN)
        if (!values.every(Number.isFinite)) continue
        steps.step.push(report.firstStep + i)
        values.forEach((value, curve) => steps.losses[curve]?.push(value))
      }
    }
    this.announced = performance.now()
    const { id, epochs, stepsPerEpoch } = this.run()
    const step = last.firstStep + countOf(last) - 1
    const epoch = Math.min(epochs, Math.ceil(step / Math.max(1, stepsPerEpoch)))
    this.emit('steps', {
      run: id,
      steps,
      progress: {
        step,
        epoch,
        epochs,
        stepsPerEpoch,
        stepsPerSecond: last.stepsPerSecond,
        secondsLeft: last.secondsLeft
      }
    })
  }
}

const countOf = ({ losses }: Pick<StepBatch, 'losses'>): number => losses[0]?.length ?? 0
