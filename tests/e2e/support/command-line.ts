/** bin/atelier as people type it. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'

export interface Ended {
  status: number | null
  stdout: string
  stderr: string
}
export type Running = Promise<Ended> & { interrupt: () => void }

/** `onLine`: every line on stdout as it comes. */
export function atelier(words: readonly string[], onLine: (line: string) => void = () => {}): Running {
  const child = spawn(process.execPath, [resolve('bin/atelier'), ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = '',
    stderr = ''
  createInterface({ input: child.stdout }).on('line', line => {
    stdout += `${line}\n`
    onLine(line)
  })
  child.stderr.setEncoding('utf8').on('data', piece => {
    stderr += String(piece)
  })
  const ended = new Promise<Ended>((done, fail) => {
    child.once('error', fail)
    child.once('close', status => done({ status, stdout, stderr }))
  })
  return Object.assign(ended, {
    interrupt: () => {
      child.kill('SIGINT')
    }
  })
}

/** What `--json` printed, line by line. */
export const jsonLines = ({ stdout }: Ended): unknown[] =>
  stdout
    .trim()
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as unknown)

/**
 * A run of the bundled clothes, really trained for a few steps, seed 1.
 * @param settings key=value @throws with the command line's own words where it failed
 */
export async function trainClothes(
  workspace: string,
  run: { name: string; model: string; steps: number; settings: readonly string[] }
): Promise<void> {
  const { status, stderr } = await atelier([
    ...['--workspace', workspace, 'train', 'fashion-mini', '--model', run.model, '--name', run.name],
    ...['--steps', String(run.steps), '--seed', '1'],
    ...run.settings.flatMap(setting => ['--set', setting])
  ])
  if (status !== 0) throw new Error(`"${run.name}" was not trained: status ${status}. ${stderr}`)
}
