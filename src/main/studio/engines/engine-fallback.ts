/**
 * An engine process that is whichever of several loads first. A native library may crash the process that loads it;
 * then the next engine is started in its place, with the same orders, and whoever gave them is told.
 */
import type { EngineName, Order, Report } from '../../engine/protocol'
import { endingOf, type EngineProcess } from './engine-process'
import type { ProcessExit } from '../processes/child'

export const engineTitles: Record<EngineName, string> = {
  tensorflow: 'TensorFlow',
  webgpu: 'WebGPU',
  wasm: 'WebAssembly'
}

/** Looks like one process; is the first of several that says it has loaded. */
export class FirstThatLoads implements EngineProcess {
  private readonly left: EngineName[]
  private readonly orders: Order[] = []
  private process: EngineProcess
  private loaded = false
  private killed = false
  private report: (report: Report) => void = () => undefined
  private exit: (exit: ProcessExit) => void = () => undefined

  /**
   * @param names to try, in this order
   * @param order of all there are, those among them that have failed before
   * @param preferred the one somebody has chosen: taken even where its driver computes on the processor
   * @param failed why engines could not be used; what fails here is added
   */
  constructor(
    names: readonly EngineName[],
    private readonly order: readonly EngineName[],
    private readonly preferred: EngineName | null,
    private readonly startNamed: (name: EngineName) => EngineProcess,
    private readonly failed: Map<EngineName, string>
  ) {
    const [first = 'wasm', ...left] = names
    this.left = left
    this.process = this.begin(first)
  }

  send(order: Order): void {
    // Until one has loaded, the next would have to hear it again.
    if (!this.loaded) this.orders.push(order)
    this.process.send(order)
  }

  onReport(listener: (report: Report) => void): void {
    this.report = listener
  }
  onExit(listener: (exit: ProcessExit) => void): void {
    this.exit = listener
  }

  kill(): void {
    this.killed = true
    this.process.kill()
  }

  private begin(name: EngineName): EngineProcess {
    const process = this.startNamed(name)
    let reason = ''
    process.onReport(report => {
      if (reason !== '') return
      // The last engine is taken as it is: slow is better than nothing, and what it cannot it says itself.
      if (this.left.length > 0) {
        if (report.type === 'unavailable') reason = report.reason
        if (report.type === 'loaded' && report.software && name !== this.preferred)
          reason = 'its only driver computes on the processor'
        if (reason !== '') return process.kill()
      }
      this.loaded = true
      this.report(report)
      const why = report.type === 'started' ? this.passedOver(name) : ''
      if (why !== '') this.report({ type: 'notice', message: why })
    })
    process.onExit(exit => {
      const next = this.left[0]
      if (this.loaded || this.killed || next === undefined || (exit.signal === 'SIGKILL' && reason === ''))
        return this.exit(exit)
      this.failed.set(name, reason || `it ${endingOf(exit)}`)
      this.left.shift()
      this.process = this.begin(next)
      for (const order of this.orders) this.process.send(order)
    })
    return process
  }

  /** Why this one trains and none of those before it; empty where it comes first. */
  private passedOver(name: EngineName): string {
    const before = this.order.slice(0, this.order.indexOf(name))
    const why = before.flatMap(each => {
      const reason = this.failed.get(each)
      return reason === undefined ? [] : [`${engineTitles[each]}: ${reason.replace(/\.$/, '')}`]
    })
    if (why.length === 0) return ''
    const which = this.preferred
      ? `${engineTitles[this.preferred]}, which is chosen, could not be used`
      : 'faster engines could not be used'
    return `Training on ${engineTitles[name]}, since ${which}. ${why.join('. ')}.`
  }
}
