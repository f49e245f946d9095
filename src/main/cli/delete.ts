/** `delete`: puts a run into the bin, after asking. */
import { createInterface } from 'node:readline/promises'
import { counted } from '../../shared/counted'
import { findRun } from './find'
import { UsageError } from './output'
import type { Session } from './session'

export interface DeleteOptions {
  yes?: boolean
}

export async function deleteRun(session: Session, word: string, { yes = false }: DeleteOptions): Promise<void> {
  const { handlers, output } = session
  const { id, name, epoch } = findRun(session, word)
  if (!yes && !(await isWanted(`Put "${name}" (${id.slice(0, 8)}, ${counted(epoch, 'epoch')}) into the bin?`)))
    return output.say({ run: id, deleted: false }, `"${name}" stays.`)
  await handlers.deleteRun({ run: id })
  output.say(
    { run: id, deleted: true },
    `"${name}" is in the bin. The window restores it; \`atelier bin --empty\` deletes all that is there for good.`
  )
}

/** @throws UsageError where nobody can be asked */
async function isWanted(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('Nobody can be asked here. Say --yes to put the run into the bin.')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}
