/** Every engine tried on this machine, each in a process of its own, and what would help where one was expected. */
import { existsSync } from 'node:fs'
import info from '../../engine/calls/info'
import { parsed } from '../../engine/calls/parsed'
import type { EngineInfo, EngineReport } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { engineNames, type EngineName } from '../../engine/protocol'
import { checkCancelled } from '../../lib/cancel'
import { sentence } from '../../lib/failures'
import type { WorkOptions } from '../../lib/progress'
import type { Engines } from './engine-choice'
import { engineTitles } from './engine-fallback'
import { endingOf, type EngineProcess } from './engine-process'

/** What one was found to be, whatever is chosen. */
type Tried = EngineInfo & { engine: EngineName; works: boolean }

/** Tries them once, and again when asked: what a machine has changes seldom, and finding out takes seconds. */
export class EngineReports {
  private tried: Promise<Tried[]> | null = null

  constructor(private readonly engines: Engines) {}

  /** @throws StudioError cancelled */
  async list(again: boolean, work: WorkOptions = {}): Promise<EngineReport[]> {
    if (again) this.tried = null
    const tried = await this.found(work)
    const [running, fastest] = [this.engines.running(tried), this.engines.fastest(tried)]
    return tried.map(each => ({
      ...each,
      chosen: each.engine === running,
      automatic: each.engine === fastest,
      why: this.why(each, running, fastest),
      advice: adviceOn(each.engine, each.works ? each : null)
    }))
  }

  /** Whoever asks meanwhile waits for the same; where those were called off who began it, begins it anew. */
  private async found(work: WorkOptions): Promise<Tried[]> {
    for (;;) {
      const tried = (this.tried ??= examine(this.engines, work))
      try {
        return await tried
      } catch (error) {
        if (this.tried === tried) this.tried = null
        checkCancelled(work.signal)
        if (!(error instanceof StudioError) || error.code !== 'cancelled') throw error
      }
    }
  }

  private why({ engine, works, software }: Tried, running: EngineName, fastest: EngineName): string {
    const { kept, asked } = this.engines.choice()
    const failed = this.engines.failed.get(engine)
    const instead =
      !asked && kept === engine && running !== engine
        ? ` It is chosen; ${engineTitles[running]} runs in its place.`
        : ''
    if (!works) return `Does not work here.${instead}`
    if (software)
      return (
        'Works, but its driver computes on the processor: slower than every other engine, so never taken ' +
        `automatically.${instead}`
      )
    if (failed !== undefined) return `Was passed over: ${failed.replace(/\.$/, '')}.${instead}`
    return engine === fastest
      ? 'The fastest that works here: what is taken automatically.'
      : `Works; ${engineTitles[fastest]} is faster.`
  }
}

/** One after another: they would take memory and processors from each other. */
async function examine(engines: Engines, { signal, progress }: WorkOptions): Promise<Tried[]> {
  const found: Tried[] = []
  for (const engine of engineNames) {
    checkCancelled(signal)
    progress?.({ label: `Trying ${engineTitles[engine]}`, done: found.length, total: engineNames.length })
    try {
      const info = await ask(engines.named(engine), signal)
      found.push({ ...info, engine, works: info.selfTest })
      // It has been tried anew, and what was in its way is gone.
      if (info.selfTest && !info.software) engines.failed.delete(engine)
    } catch (error) {
      checkCancelled(signal)
      found.push({
        engine,
        title: engineTitles[engine],
        version: '',
        device: '',
        software: false,
        precisions: [],
        selfTest: false,
        works: false,
        detail: sentence(error)
      })
    }
  }
  return found
}

function ask(process: EngineProcess, signal: AbortSignal | undefined): Promise<EngineInfo> {
  const end = (): void => process.kill()
  signal?.addEventListener('abort', end, { once: true })
  return new Promise<EngineInfo>((resolve, reject) => {
    process.onReport(report => {
      if (report.type === 'answer')
        resolve(parsed(info.output, report.value, 'The engine said something else about itself than was agreed on'))
      // Its reason by itself, before the error that would say it in a run's words.
      if (report.type === 'unavailable') reject(new StudioError('engine', report.reason))
      if (report.type === 'error') reject(new StudioError(report.code, report.message))
    })
    process.onExit(exit => {
      reject(new StudioError('engine', `The process that loaded it ${endingOf(exit)}.`))
    })
    process.send({ type: 'call', call: 1, name: info.id, input: {} })
  }).finally(() => {
    signal?.removeEventListener('abort', end)
    end()
  })
}

/** @param found what it runs on; null where it does not run */
export function adviceOn(
  name: EngineName,
  found: Pick<EngineInfo, 'device' | 'software'> | null,
  nvidia = existsSync('/proc/driver/nvidia/version'),
  platform: NodeJS.Platform = process.platform
): string {
  if (name === 'tensorflow') {
    if (!found)
      return (
        'Start Atelier from its folder with `npm start`: it fetches and builds what TensorFlow needs, and says ' +
        'what is missing.'
      )
    if (nvidia && found.device === 'CPU')
      return (
        'This machine has an NVIDIA GPU, but TensorFlow runs on the CPU: start once with `ATELIER_CUDA=1 npm ' +
        "start`, which fetches NVIDIA's libraries, and see that the driver is for CUDA 12 or newer " +
        '(`nvidia-smi`).'
      )
  }
  if (name === 'webgpu') {
    if (!found && platform === 'linux')
      return (
        'If this machine has a GPU, install its Vulkan driver and loader (on Debian and Ubuntu: ' +
        "mesa-vulkan-drivers and libvulkan1; for NVIDIA, the driver's own)."
      )
    if (!found) return 'If this machine has a GPU, update its driver.'
    if (found.software) return 'For a GPU, install its own Vulkan driver.'
  }
  return ''
}
