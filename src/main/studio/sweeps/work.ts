/** Works on one sweep: scores what has come to its rung, and trains what is next, as long as there is room. */
import { randomUUID } from 'node:crypto'
import type { Handlers } from '../../../shared/ipc'
import { nextTarget, type Target } from '../../sweeps/halving'
import { isBusy, ladderOf } from '../../../shared/sweeps/ladder'
import type { Sweep, Trial } from '../../../shared/sweeps/sweep'
import { isUnforeseen, readable } from '../../lib/failures'
import type { Context } from '../context'
import { freeName } from '../runs/names'
import { Fates } from './trial'
import { scoreOf } from './score'

export type Steering = Pick<Handlers, 'startRun' | 'resumeRun' | 'stopRun' | 'evaluateRun'>

/** Here it waits for its turn; elsewhere the machine's own queue decides. */
const placeOf = (machine: string | null) => (machine === null ? ({ turn: 'in-turn' } as const) : { on: machine })

export class SweepWork {
  private readonly fates: Fates
  private going: Promise<void> | null = null
  /** Something has changed since it was looked at last. */
  private wanted = false
  private closed = false
  /** Of the evaluation under way. */
  private job: string | null = null

  constructor(
    private readonly context: Context,
    private readonly steering: Steering,
    readonly id: string,
    private readonly ended: () => void
  ) {
    this.fates = new Fates(context.store)
  }

  /** Looks again; what is under way is not disturbed. */
  advance(): void {
    this.wanted = true
    this.going ??= this.work().finally(() => {
      this.going = null
    })
  }

  /** Begins nothing more. @param stops its runs, too: each is saved. Resolves when nothing of it is under way */
  async close({ stops = false } = {}): Promise<void> {
    this.closed = true
    if (this.job !== null) this.context.jobs.cancel(this.job)
    if (stops)
      for (const trial of this.sweep.trials)
        if (isBusy(trial)) await this.steering.stopRun({ run: trial.run }).catch(() => undefined)
    await this.going
  }

  private get sweep(): Sweep {
    return this.context.store.sweeps.get(this.id)
  }

  private async work(): Promise<void> {
    // What it does is told, and what is told makes it look again: not within itself.
    await Promise.resolve()
    try {
      while (this.wanted && !this.closed) {
        this.wanted = false
        for (const trial of this.sweep.trials) if (!this.closed && isBusy(trial)) await this.follow(trial)
        if (!this.closed) await this.sendOn()
      }
    } catch (error) {
      if (this.closed) return
      if (isUnforeseen(readable(error))) console.error(error)
      this.end('failed', readable(error).message)
    }
  }

  /** Scores a trial that has come to its rung, and goes on with one that was broken off. */
  private async follow(trial: Trial): Promise<void> {
    const { rungs, plan } = this.sweep
    const steps = rungs[trial.aim] ?? plan.steps
    const fate = this.fates.of(trial, steps)
    // A studio that was killed has left its machines' runs with nobody who is told of them.
    if (fate.is === 'under way') return this.context.trainings.takeUp(trial.run)
    if (fate.is === 'out') return this.keep({ ...trial, out: fate.why })
    if (fate.is === 'broken off') {
      const { machine } = this.context.store.runs.get(trial.run)
      await this.steering.resumeRun({ run: trial.run, steps, ...placeOf(machine) })
      return
    }
    this.job = randomUUID()
    try {
      const found = await this.steering.evaluateRun({
        run: trial.run,
        job: this.job,
        metrics: [plan.metric],
        seed: plan.seed,
        options: {}
      })
      const scores = Array.from({ length: trial.aim }, (_, rung) => trial.scores[rung] ?? null)
      this.keep({ ...trial, scores: [...scores, scoreOf(found, fate.run.step)] })
      // There may be room for more.
      this.wanted = true
    } finally {
      this.job = null
    }
  }

  private async sendOn(): Promise<void> {
    for (;;) {
      const { sweep } = this
      const busy = sweep.trials.filter(isBusy)
      const on = this.freePlace(sweep, busy)
      if (this.closed || on === undefined) return
      const target = nextTarget(ladderOf(sweep), sweep.trials)
      if (!target || !this.isAffordable(sweep, target)) {
        if (busy.length === 0) this.end('finished')
        return
      }
      await this.send(sweep, target, on)
    }
  }

  /** A machine with nothing to do for it; null: this one. Undefined where all have. */
  private freePlace({ plan }: Sweep, busy: readonly Trial[]): string | null | undefined {
    const { store, trainings } = this.context
    if (plan.machines.length === 0) return busy.length < trainings.queue.atOnce ? null : undefined
    const taken = new Set(busy.map(({ run }) => store.runs.get(run).machine))
    return plan.machines.find(machine => !taken.has(machine))
  }

  /** Whether it can be trained within what all may take together. */
  private isAffordable({ plan, rungs, trials }: Sweep, { configuration, seed, rung }: Target): boolean {
    if (plan.budget === null) return true
    const done = ({ run }: Trial): number => this.context.store.runs.find(run)?.step ?? 0
    const taken = trials.reduce(
      (sum, trial) => sum + Math.max(done(trial), isBusy(trial) ? (rungs[trial.aim] ?? 0) : 0),
      0
    )
    const own = trials.find(trial => trial.configuration === configuration && trial.seed === seed)
    return taken + (rungs[rung] ?? plan.steps) - (own ? done(own) : 0) <= plan.budget
  }

  private async send(sweep: Sweep, { configuration, seed, rung }: Target, on: string | null): Promise<void> {
    const { plan, rungs, name, configurations, trials } = sweep
    const steps = rungs[rung] ?? plan.steps
    const before = trials.find(trial => trial.configuration === configuration && trial.seed === seed)
    if (before) {
      this.keep({ ...before, aim: rung })
      await this.steering.resumeRun({ run: before.run, steps, ...placeOf(on) })
      return
    }
    const { id: run } = await this.steering.startRun({
      model: plan.model,
      dataset: plan.dataset,
      name: freeName(
        `${name} · ${configuration + 1}${plan.seeds > 1 ? `.${seed + 1}` : ''}`,
        this.context.store.runs.names()
      ),
      seed: plan.seed + seed,
      settings: { ...plan.settings, ...configurations[configuration] },
      steps,
      framing: plan.framing,
      ...placeOf(on)
    })
    this.keep({ configuration, seed, aim: rung, run, scores: [], out: null })
  }

  private keep(trial: Trial): void {
    this.context.store.sweeps.put(this.id, trial)
    this.context.emit('sweepChanged', this.sweep)
  }

  private end(status: 'finished' | 'failed', error: string | null = null): void {
    this.context.store.sweeps.release(this.id, status, error)
    this.context.emit('sweepChanged', this.sweep)
    if (error !== null)
      this.context.emit('notice', { level: 'error', message: `"${this.sweep.name}" stopped. ${error}` })
    this.ended()
  }
}
