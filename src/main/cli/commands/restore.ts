/** `restore`. A run out of the bin again. */
import { findBinned } from '../find'
import type { CliCommand } from './command'

export default {
  id: 'restore',
  place: 142,
  add({ program, inStudio }) {
    program
      .command('restore')
      .argument('<run>', 'id, beginning of an id, or name; `atelier bin` lists them')
      .description('Take a deleted run out of the bin again.')
      .action((word: string) =>
        inStudio(async ({ handlers, output }) => {
          const { id } = findBinned(await handlers.listBin({}), word)
          const run = await handlers.restoreRun({ run: id })
          output.say({ run: id, name: run.name }, `"${run.name}" is listed again, with all that was kept of it.`)
        })
      )
  }
} satisfies CliCommand
