/**
 * One engine process for pictures of finished checkpoints and for questions about the engine: started when asked, ended
 * when idle.
 */
import type { EngineInfo } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type {
  EncodeOrder,
  FeaturesOrder,
  FoundFeatures,
  GenerateOrder,
  Order,
  Report,
  SamplePixels
} from '../../engine/protocol'
import { endingOf, type EngineProcess } from './engine-process'

interface Waiting {
  resolve: (report: Report) => void
  reject: (error: unknown) => void
}
interface Running {
  engine: EngineProcess
  waiting: Map<number, Waiting>
}

export class Sampler {
  private running: Running | null = null
  /** Replaced, but not done with what they were asked. */
  private readonly leaving = new Set<Running>()
  private calls = 0
  private idle: NodeJS.Timeout | null = null

  constructor(
    private readonly start: () => EngineProcess,
    private readonly idleMilliseconds = 180_000
  ) {}

  /** Pictures of these latents. @throws StudioError engine when the process dies, or what the engine says */
  async generate(order: Omit<GenerateOrder, 'type' | 'call'>): Promise<SamplePixels> {
    const report = await this.ask(call => ({ type: 'generate', call, ...order }))
    if (report.type === 'generated') return report.samples
    throw unexpected(report)
  }

  /**
   * What a checkpoint's network finds in pictures.
   * @throws StudioError engine when the process dies, or what the engine says
   */
  async features(order: Omit<FeaturesOrder, 'type' | 'call'>): Promise<FoundFeatures> {
    const report = await this.ask(call => ({ type: 'features', call, ...order }))
    if (report.type === 'found') return report.features
    throw unexpected(report)
  }

  /** Latents of pictures, count × latent. @throws StudioError as `generate` */
  async encode(order: Omit<EncodeOrder, 'type' | 'call'>): Promise<Float32Array> {
    const report = await this.ask(call => ({ type: 'encode', call, ...order }))
    if (report.type === 'encoded') return report.latents
    throw unexpected(report)
  }

  /** Engine, device, versions, self-test. */
  async info(): Promise<EngineInfo> {
    const report = await this.ask(call => ({ type: 'info', call }))
    if (report.type === 'info') return report.info
    throw unexpected(report)
  }

  /** What is asked from now on is asked of a new process; the one there is answers what it was asked, then ends. */
  renew(): void {
    const { running } = this
    this.running = null
    if (!running) return
    this.leaving.add(running)
    this.letGo(running)
  }

  close(): void {
    this.end()
    for (const { engine } of this.leaving) engine.kill()
  }

  private ask(order: (call: number) => Order): Promise<Report> {
    const call = ++this.calls
    if (this.idle) clearTimeout(this.idle)
    return new Promise<Report>((resolve, reject) => {
      const { engine, waiting } = this.running ?? this.open()
      waiting.set(call, { resolve, reject })
      engine.send(order(call))
    }).finally(() => this.rest())
  }

  private open(): Running {
    const opened: Running = { engine: this.start(), waiting: new Map() }
    this.running = opened
    opened.engine.onReport(report => {
      const call = 'call' in report ? report.call : undefined
      const waiting = call === undefined ? undefined : opened.waiting.get(call)
      if (call === undefined || !waiting) return
      opened.waiting.delete(call)
      if (report.type === 'error') waiting.reject(new StudioError(report.code, report.message))
      else waiting.resolve(report)
      this.letGo(opened)
    })
    opened.engine.onExit(exit => {
      if (this.running === opened) this.running = null
      this.leaving.delete(opened)
      const error = new StudioError(
        'engine',
        `The process that makes pictures ${endingOf(exit)}. Try again; it starts anew.`
      )
      for (const { reject } of opened.waiting.values()) reject(error)
      opened.waiting.clear()
    })
    return opened
  }

  private letGo(running: Running): void {
    if (this.leaving.has(running) && running.waiting.size === 0) running.engine.kill()
  }

  private end(): void {
    if (this.idle) clearTimeout(this.idle)
    this.running?.engine.kill()
    this.running = null
  }

  /** Memory is worth more than the second a start takes. */
  private rest(): void {
    if (!this.running || this.running.waiting.size > 0) return
    if (this.idle) clearTimeout(this.idle)
    // Those that leave still answer, and end by themselves.
    this.idle = setTimeout(() => this.end(), this.idleMilliseconds)
    this.idle.unref()
  }
}

const unexpected = (report: Report) => new StudioError('internal', `The engine answered with "${report.type}".`)
