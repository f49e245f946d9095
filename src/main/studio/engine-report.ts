/** Every engine tried on this machine, each in a process of its own, and what would help where one was expected. */
import { existsSync } from 'node:fs'
import type { EngineInfo, EngineReport } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { engineNames, type EngineName } from '../engine/protocol'
import type { Engines } from './engine-choice'
import { endingOf, type EngineProcess } from './engine-process'
import { sentence } from './failures'

/** One after another: they would take memory and processors from each other. */
export async function examine(engines: Engines): Promise<EngineReport[]> {
  const reports: Omit<EngineReport, 'chosen'>[] = []
  for (const name of engineNames) {
    try {
      const info = await ask(engines.named(name))
      reports.push({ ...info, works: info.selfTest, advice: adviceOn(name, info.device) })
    } catch (error) {
      reports.push({ engine: name, version: '', device: '', selfTest: false, works: false, detail: sentence(error), advice: adviceOn(name, null) })
    }
  }
  const chosen = engines.choose(reports.filter(report => report.works && !isSoftware(report)).map(report => report.engine))
  return reports.map(report => ({ ...report, chosen: report.engine === chosen }))
}

function ask(process: EngineProcess): Promise<EngineInfo> {
  return new Promise<EngineInfo>((resolve, reject) => {
    process.onReport(report => {
      if (report.type === 'info') resolve(report.info)
      if (report.type === 'error') reject(new StudioError(report.code, report.message))
    })
    process.onExit(exit => { reject(new StudioError('engine', `The process that loaded it ${endingOf(exit)}.`)) })
    process.send({ type: 'info', call: 1 })
  }).finally(() => { process.kill() })
}

const isSoftware = ({ device }: { device: string }): boolean => /swiftshader|llvmpipe|lavapipe|basic render/i.test(device)

/** @param device what it runs on; null where it does not run */
export function adviceOn(name: EngineName, device: string | null, nvidia = existsSync('/proc/driver/nvidia/version'), platform: NodeJS.Platform = process.platform): string {
  if (name === 'tensorflow') {
    if (device === null) return 'Start Atelier from its folder with `npm start`: it fetches and builds what TensorFlow needs, and says what is missing.'
    if (nvidia && device === 'CPU') return 'This machine has an NVIDIA GPU, but TensorFlow runs on the CPU: start once with `ATELIER_CUDA=1 npm start`, which fetches NVIDIA\'s libraries, and see that the driver is for CUDA 12 or newer (`nvidia-smi`).'
  }
  if (name === 'webgpu') {
    if (device === null && platform === 'linux') return 'If this machine has a GPU, install its Vulkan driver and loader (on Debian and Ubuntu: mesa-vulkan-drivers and libvulkan1; for NVIDIA, the driver\'s own).'
    if (device === null) return 'If this machine has a GPU, update its driver.'
    if (isSoftware({ device })) return 'This driver computes on the processor. For a GPU, install its own Vulkan driver.'
  }
  return ''
}
