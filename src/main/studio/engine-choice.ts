/**
 * Which engine runs: the one that was asked for, or the fastest that works. A native library may crash the process
 * that loads it; then the next engine is started in its place, with the same orders, and whoever gave them is told.
 */
import { StudioError } from '../../shared/errors'
import { didYouMean } from '../../shared/nearest-names'
import { engineNames, isEngineName, type EngineName, type Order, type Report } from '../engine/protocol'
import { endingOf, type EngineExit, type EngineProcess } from './engine-process'

export type EngineChoice = EngineName | 'auto'

/** @throws StudioError bad-input, naming the choices there are */
export function readChoice(word: string): EngineChoice {
  if (word === 'auto' || isEngineName(word)) return word
  throw new StudioError('bad-input', `There is no engine "${word}".${didYouMean(word, ['auto', ...engineNames])} There are: ${engineNames.join(', ')}, and auto for the fastest that works.`)
}

export const engineTitles: Record<EngineName, string> = { tensorflow: 'TensorFlow', webgpu: 'WebGPU', wasm: 'WebAssembly' }

export class Engines {
  /** Why an engine is not tried again as long as this studio lives. */
  private readonly failed = new Map<EngineName, string>()

  constructor(private readonly startNamed: (name: EngineName) => EngineProcess, private readonly choice: () => EngineChoice) {}

  /** A process of the engine chosen; under "auto" of the fastest that loads. */
  start(): EngineProcess {
    const choice = this.choice()
    if (choice !== 'auto') return this.startNamed(choice)
    const left = engineNames.filter(name => !this.failed.has(name))
    // All have failed: the first has the best chances once more.
    return new FirstThatLoads(left.length > 0 ? left : engineNames, this.startNamed, this.failed)
  }

  /** A process of this engine, whatever the choice. */
  named(name: EngineName): EngineProcess { return this.startNamed(name) }

  /** Which one trains, of those that work: the one asked for whatever it does, else the fastest. */
  choose(working: readonly string[]): EngineName {
    const choice = this.choice()
    return choice === 'auto' ? engineNames.find(name => working.includes(name)) ?? engineNames[0] : choice
  }
}

/** Looks like one process; is the first of several that says it has loaded. */
class FirstThatLoads implements EngineProcess {
  private readonly left: EngineName[]
  private readonly orders: Order[] = []
  private process: EngineProcess
  private loaded = false
  private killed = false
  private report: (report: Report) => void = () => undefined
  private exit: (exit: EngineExit) => void = () => undefined

  constructor(names: readonly EngineName[], private readonly startNamed: (name: EngineName) => EngineProcess, private readonly failed: Map<EngineName, string>) {
    const [first = 'wasm', ...left] = names
    this.left = left
    this.process = this.begin(first)
  }

  send(order: Order): void {
    // Until one has loaded, the next would have to hear it again.
    if (!this.loaded) this.orders.push(order)
    this.process.send(order)
  }

  onReport(listener: (report: Report) => void): void { this.report = listener }
  onExit(listener: (exit: EngineExit) => void): void { this.exit = listener }

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
        if (report.type === 'loaded' && report.software) reason = 'its only driver computes on the processor'
        if (reason !== '') return process.kill()
      }
      this.loaded = true
      this.report(report)
      if (report.type === 'started' && this.failed.size > 0) this.report({ type: 'notice', message: this.because(name) })
    })
    process.onExit(exit => {
      const next = this.left[0]
      if (this.loaded || this.killed || next === undefined || (exit.signal === 'SIGKILL' && reason === '')) return this.exit(exit)
      this.failed.set(name, reason || `it ${endingOf(exit)}`)
      this.left.shift()
      this.process = this.begin(next)
      for (const order of this.orders) this.process.send(order)
    })
    return process
  }

  private because(name: EngineName): string {
    const why = [...this.failed].filter(([each]) => engineNames.indexOf(each) < engineNames.indexOf(name)).map(([each, reason]) => `${engineTitles[each]}: ${reason.replace(/\.$/, '')}`)
    return `Training on ${engineTitles[name]}, since faster engines could not be used. ${why.join('. ')}.`
  }
}
