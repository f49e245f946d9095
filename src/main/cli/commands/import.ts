/** `import`. Pictures into a dataset. */
import { addArrangements } from '../arrangement'
import { importPictures, type ImportWords } from '../datasets/import'
import { datasetName } from '../names'
import { whole } from '../numbers'
import type { CliCommand } from './command'

export default {
  id: 'import',
  place: 10,
  add({ program, inStudio }) {
    addArrangements(program.command('import'))
      .argument(
        '<folder>',
        'folder of pictures; ZIP, tar, NPY, NPZ or IDX with pictures in it; GIF or WebP that moves; CSV or JSON ' +
          "beside them; a built-in's name"
      )
      .option('--name <name>', 'what to call the dataset', datasetName)
      .option('--stride <n>', 'of a GIF or WebP that moves: take one frame of every n', whole(1, 1e6))
      .option('--all', 'name every odd file, not only the first of each kind')
      .description('Import pictures and report what was found.')
      .action((folder: string, options: ImportWords) => inStudio(session => importPictures(session, folder, options)))
  }
} satisfies CliCommand
