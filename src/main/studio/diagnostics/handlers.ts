/** What is asked about the studio itself when something is wrong. */
import { strToU8, zipSync } from 'fflate'
import type { EngineReport } from '../../../shared/domain'
import type { Handlers } from '../../../shared/ipc'
import { writeWhole } from '../../lib/whole-file'
import type { Context } from '../context'
import { collectDiagnostics, type DiagnosticFile } from './collect'

/** @param engines every engine, tried once in the studio's life */
export function diagnosticHandlers(
  context: Context,
  engines: () => Promise<EngineReport[]>
): Pick<Handlers, 'diagnostics'> {
  return {
    diagnostics: async ({ whole }) => {
      const files = collectDiagnostics(context, await engines())
      return { files: whole ? files : files.slice(0, 1) }
    }
  }
}

/** The files as a zip archive. */
export async function writeBundle(path: string, files: readonly DiagnosticFile[]): Promise<void> {
  await writeWhole(path, zipSync(Object.fromEntries(files.map(({ name, text }) => [name, strToU8(text)]))), 'ordinary')
}
