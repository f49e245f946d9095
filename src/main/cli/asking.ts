/** A question before what cannot be taken back. */
import { createInterface } from 'node:readline/promises'
import { UsageError } from './output'

/** Whether somebody answers y. @throws UsageError where nobody can be asked */
export async function isWanted(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError(`There is no terminal to ask at: ${question} Say --yes if so.`)
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}
