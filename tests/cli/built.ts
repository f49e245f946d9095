/** The command line as the sources are: what was built of just these, or else built into a folder of its own. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { spawn } from 'node:child_process'
import { build } from 'vite'
import { buildReady } from '../../scripts/steps/build.mjs'
import { standIn, type Misbehaviour } from '../studio/fixtures'

const root = resolve(import.meta.dirname, '../..')

/** @returns the built program, and what removes it */
export async function buildCommandLine(): Promise<{ program: string; remove: () => void }> {
  if (buildReady()) return { program: join(root, 'out', 'main', 'cli.js'), remove: () => undefined }
  const parent = join(root, 'node_modules', '.cache')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'atelier-cli-'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      rollupOptions: {
        input: {
          cli: 'src/main/cli.ts',
          studio: 'src/main/studio/thread/worker.ts',
          bench: 'bench/main.ts',
          decoder: 'src/main/datasets/decoder/main.ts',
          evaluator: 'src/main/metrics/thread/worker.ts'
        }
      },
      outDir: folder,
      emptyOutDir: false,
      target: 'node22'
    }
  })
  return { program: join(folder, 'cli.js'), remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export interface Ended {
  status: number | null
  /** What ended it, where it did not end by itself. */
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}
export interface Started {
  ended: Promise<Ended>
  stdout: () => string
  interrupt: (signal?: NodeJS.Signals) => void
  pid: number
}

/** Starts the program with the stand-in engine. */
export function start(program: string, workspace: string, words: string[], how: Misbehaviour = {}): Started {
  const child = spawn(process.execPath, [program, ...words], {
    env: { ...process.env, ATELIER_HOME: workspace, ATELIER_TRAINER: standIn, STAND_IN: JSON.stringify(how) },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let stdout = '',
    stderr = ''
  child.stdout.setEncoding('utf8').on('data', piece => {
    stdout += String(piece)
  })
  child.stderr.setEncoding('utf8').on('data', piece => {
    stderr += String(piece)
  })
  const ended = new Promise<Ended>(done =>
    child.once('close', (status, signal) => done({ status, signal, stdout, stderr }))
  )
  return { ended, stdout: () => stdout, interrupt: (signal = 'SIGINT') => child.kill(signal), pid: child.pid ?? 0 }
}
