/** `translate`. What a translator makes of pictures. */
import { seedRange, whole } from '../numbers'
import { translate, type TranslateOptions } from '../translate'
import { runWord, type CliCommand } from './command'

export default {
  id: 'translate',
  place: 100,
  add({ program, looking }) {
    program
      .command('translate')
      .argument('<run>', runWord)
      .argument('[pictures...]', 'picture files of any format, or a folder of them; without any, training pictures')
      .description(
        'What a run that translates makes of pictures: each of a folder into another, whole; one into a file; or ' +
          'a sheet of several.'
      )
      .requiredOption('-o, --output <path>', 'folder, or PNG to write; - is stdout')
      .option(
        '--direction <folders>',
        'of runs that translate both ways: from the one to the other, such as paintings,photos (default: as imported)'
      )
      .option(
        '--size <n>',
        'pixels of the longer side: larger pictures are shrunk to them first (default: as far as memory goes)',
        whole(16, 8192)
      )
      .option('--replace', 'into a folder: write over files that are there already')
      .option('--epoch <e>', 'whose checkpoint (default: the newest)', whole(0))
      .option('--seed <s>', "of the noise (default: the run's own)", whole(...seedRange))
      .option('--gap <n>', 'black pixels between pictures of a sheet', whole(0, 64), 0)
      .action((run: string, pictures: string[], options: TranslateOptions) =>
        looking(session => translate(session, run, pictures, options))
      )
  }
} satisfies CliCommand
