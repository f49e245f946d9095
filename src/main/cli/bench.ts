/** `bench`: the training step's benchmark, a program of its own, as the caller would start it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { StudioError } from '../../shared/errors'
import { onEnding } from '../lib/signals'
import { bundledProgram } from '../lib/bundled-program'

/** @param words its own options, as they came. @throws StudioError unsupported where the benchmark was not built. */
export async function bench(words: readonly string[]): Promise<void> {
  const program = bundledProgram('bench.js', undefined)
  if (program === null)
    throw new StudioError(
      'unsupported',
      'The benchmark is not built here. Run it from a checkout of Atelier: npm run bench.'
    )
  const child = spawn(process.execPath, [program, ...words], {
    stdio: 'inherit',
    env: { ...process.env, ATELIER_STARTERS: String(process.pid) }
  })
  // A terminal's Ctrl-C has reached it already; a second of the same does it no harm.
  onEnding(signal => child.kill(signal))
  const [status, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  process.exitCode = status ?? (signal ? 128 + constants.signals[signal] : 1)
}
