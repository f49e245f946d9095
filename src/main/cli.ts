/**
 * The command line: the same studio without a window. Exit status 0, 1 (failed), 2 (bad usage), 130 (Ctrl-C, saved).
 */
import { Command, CommanderError, Option } from 'commander'
import packageFile from '../../package.json'
import { bench } from './cli/bench'
import { bin, type BinOptions } from './cli/bin'
import { exportCommands } from './cli/export-formats'
import { evaluate, metricOptions, type EvaluateOptions } from './cli/evaluate'
import { reconstruct, type ReconstructOptions } from './cli/reconstruct'
import { directionCommand } from './cli/explore/directions'
import { projectCommand } from './cli/explore/project'
import { redrawCommand } from './cli/explore/redraw'
import { deleteNamed, type DeleteOptions } from './cli/delete'
import { doctor, type DoctorOptions } from './cli/doctor'
import { importPictures, listDatasets, listModels, type ModelOptions, listRuns, type ImportWords } from './cli/lists'
import { datasetName, runName } from './cli/names'
import { seedRange, whole } from './cli/numbers'
import { Output, UsageError } from './cli/output'
import { addArrangements } from './cli/arrangement'
import { withStudio, type GlobalOptions, type Session } from './cli/session'
import { resume, train, type ResumeOptions, type TrainOptions } from './cli/train'
import { engineNames } from './engine/protocol'
import { translate, type TranslateOptions } from './cli/translate'
import { lostWords, toStdout } from './lib/streams'
import { repair } from './cli/repair'
import { serveUntilSignal } from './serve'

const collect = (word: string, before: string[]): string[] => [...before, word]
const stepsOption = (help: string): Option =>
  new Option('--steps <n>', help).argParser(whole(1, 1_000_000_000)).conflicts('epochs')
const waitOption = (): Option =>
  new Option('--wait', 'where another run trains: train when its turn comes').conflicts('now')
const nowOption = (): Option => new Option('--now', 'where another run trains: train beside it')
const runWord = 'id, beginning of an id, name, or "latest"'

/** A program of commands; each runs in a studio of its own. */
function commandLine(): Command {
  const program = new Command('atelier')
    .description(
      'Train generative adversarial networks on your own pictures. Without a command: opens the studio in the browser.'
    )
    .version(packageFile.version)
    .option('--workspace <dir>', 'folder that keeps everything (default: ATELIER_HOME, else your user-data folder)')
    .addOption(
      new Option(
        '--engine <name>',
        'what computes; auto: the fastest that works (default: ATELIER_ENGINE, else auto)'
      ).choices(['auto', ...engineNames])
    )
    .option('--json', 'one JSON document, or JSON lines, on stdout')
  const globals = () => program.opts<GlobalOptions>()
  const inStudio = (work: (session: Session) => Promise<void>) => withStudio(globals(), work)
  /** For commands that only look: nothing in the workspace is tidied. */
  const looking = (work: (session: Session) => Promise<void>) => withStudio({ ...globals(), reads: true }, work)

  addArrangements(program.command('import'))
    .argument('<folder>', "folder of pictures, or a built-in's name")
    .option('--name <name>', 'what to call the dataset', datasetName)
    .description('Import pictures and report what was found.')
    .action((folder: string, options: ImportWords) => inStudio(session => importPictures(session, folder, options)))

  addArrangements(program.command('train'))
    .argument('<dataset>', "folder, dataset (id or name), or built-in's name")
    .description(
      'Train on a dataset. A folder is imported first, unless it was before and has not changed since. Ctrl-C ' +
        'saves a checkpoint.'
    )
    .option(
      '--model <name>',
      "see `atelier models`; without it, what suits the pictures. With it, settings take the model's defaults; " +
        'colour follows the pictures'
    )
    .option('--recipe <name>', 'sets the model and its settings, e.g. quick-sketch; another name lists what there is')
    .option('--epochs <n>', 'how often to go through all pictures', whole(1, 100_000))
    .addOption(stepsOption('how many steps to train, in place of --epochs; the last epoch may then be a part of one'))
    .option('--seed <s>', 'the same seed gives the same losses (default: random)', whole(...seedRange))
    .option('--name <name>', 'what to call the run', runName)
    .option('--set <key=value>', 'one setting of the model; may be repeated', collect, [])
    .option('--from <run>', "begin with another run's weights; without --model with its model and settings too")
    .option('--from-epoch <e>', 'whose checkpoint (default: the newest)', whole(0))
    .option(
      '--from-network <name[=layers]>',
      'only this network of it, or only its first layers with weights; may be repeated',
      collect,
      []
    )
    .option(
      '--freeze <name=layers>',
      'so many first layers of a network stay as they are; may be repeated',
      collect,
      []
    )
    .addOption(waitOption())
    .addOption(nowOption())
    .action((dataset: string, options: TrainOptions) => inStudio(session => train(session, dataset, options)))

  program
    .command('resume')
    .argument('<run>', runWord)
    .option('--epochs <n>', 'how many epochs in all', whole(1, 100_000))
    .addOption(stepsOption('how many steps in all, in place of --epochs'))
    .option(
      '--set <key=value>',
      'a setting that may change while a run has weights, such as learningRate; may be repeated',
      collect,
      []
    )
    .option('--roll-back', 'from the last good checkpoint before what was found against it began')
    .addOption(waitOption())
    .addOption(nowOption())
    .description("Go on from a run's last checkpoint.")
    .action((run: string, options: ResumeOptions) => inStudio(session => resume(session, run, options)))

  program
    .command('runs')
    .argument('[run]', runWord)
    .description('List runs, or one of them whole.')
    .action((run: string | undefined) => looking(session => listRuns(session, run)))

  program
    .command('models')
    .argument('[model]', 'a name of the list')
    .option('--for <dataset>', 'those that suit a dataset, the best first, with how long each would take')
    .description('List models, or the settings of one.')
    .action((model: string | undefined, options: ModelOptions) =>
      (options.for === undefined ? looking : inStudio)(session => listModels(session, model, options))
    )

  program
    .command('datasets')
    .description('List datasets.')
    .action(() => looking(listDatasets))

  exportCommands(program, runWord, looking)

  directionCommand(program, runWord, looking)

  projectCommand(program, runWord, looking)

  redrawCommand(program, looking)

  program
    .command('reconstruct')
    .argument('<run>', runWord)
    .description("Training pictures, and below them what a run's encoder and decoder make of them. For autoencoders.")
    .requiredOption('-o, --output <file>', 'PNG to write; - is stdout')
    .option('--epoch <e>', 'whose checkpoint (default: the newest)', whole(0))
    .option('--count <n>', 'how many pictures', whole(1, 256), 8)
    .option('--offset <n>', 'the first of them; they follow one another (default: evenly from first to last)', whole(0))
    .option('--seed <s>', 'draws them at random', whole(...seedRange))
    .action((run: string, options: ReconstructOptions) => looking(session => reconstruct(session, run, options)))

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

  metricOptions(program.command('evaluate').argument('<run>', runWord))
    .description("Work out how good a run's checkpoints are. What was worked out before comes at once.")
    .option('--epochs <list>', 'such as 1,5,10; "newest" or "all"', 'newest')
    .option('--seed <s>', 'of the latents, and of which pictures are held out', whole(...seedRange), 0)
    .option(
      '-o, --output <file>',
      'PNG to write: what a metric shows, such as samples, and below each the picture nearest to it'
    )
    .action((run: string, options: EvaluateOptions) => looking(session => evaluate(session, run, options)))

  program
    .command('doctor')
    .description('Engine, device, versions and a self-test.')
    .option(
      '--bundle <file>',
      'zip archive to write: versions, engines, the workspace in numbers, logs; no pictures, names or secrets'
    )
    .action((options: DoctorOptions) => looking(session => doctor(session, globals(), options)))

  program
    .command('bin')
    .description('What is in the bin: deleted runs, and what was left over from work that was broken off.')
    .option('--empty', 'delete it for good')
    .option('--yes', 'without asking')
    .action((options: BinOptions) => looking(session => bin(session, options)))

  program
    .command('delete')
    .argument('<name>', runWord)
    .option('--dataset', 'it is a dataset, by its id, name or the beginning of its id')
    .option('--yes', 'without asking')
    .description('Put a run into the bin; or delete a dataset, whose runs stay.')
    .action((name: string, options: DeleteOptions) => inStudio(session => deleteNamed(session, name, options)))

  program
    .command('repair')
    .description(
      'List again what lies in a workspace whose database is gone, damaged or older than the files. The ' +
        'database as it was is kept.'
    )
    .action(() => repair(globals()))

  program
    .command('bench')
    .argument('[options...]', '--peers, --rounds N, --seconds S, --work NAME: see bench/main.ts')
    .allowUnknownOption()
    .helpOption(false)
    .description(
      "Time one training step, ours and with --peers others' (installs them first); a table on stderr, JSON on stdout."
    )
    .action((words: string[]) => bench(words))

  program
    .command('serve')
    .description('Serve the studio to a browser on this machine.')
    .option('--port <n>', '0: any free one', whole(0, 65535), 0)
    .option('--no-open', 'do not open the browser')
    .action(({ port, open }: { port: number; open: boolean }) =>
      serveUntilSignal({ port, open, workspace: globals().workspace, engine: globals().engine })
    )

  return program
}

/** Of two values one would be dropped without a word. */
function refuseTwice(command: Command, option: Option): void {
  const takesValue = option.required || option.optional
  if (!takesValue || option.parseArg === collect || option.variadic) return
  let times = 0
  command.on(`option:${option.name()}`, () => {
    if (++times > 1) command.error(`error: ${option.long ?? option.short ?? ''} is given twice. Say it once.`)
  })
}

/** @param words what follows the program's name */
async function main(words: string[]): Promise<void> {
  const program = commandLine()
  const output = new Output(words.includes('--json'))
  let said = ''
  const prepare = (command: Command) => {
    command.exitOverride().configureOutput({
      writeOut: toStdout,
      writeErr: text => {
        said += text
      },
      outputError: (text, write) => write(text)
    })
    for (const option of command.options) refuseTwice(command, option)
    for (const each of command.commands) prepare(each)
  }
  prepare(program)
  try {
    await program.parseAsync(words.length === 0 ? ['serve'] : words, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return
    // A suggestion ("Did you mean …?") comes on a line of its own.
    const usage =
      error instanceof CommanderError
        ? new UsageError(
            said
              .trim()
              .replace(/^error: /, '')
              .replaceAll(/\s*\n\s*/g, ' ')
          )
        : error
    process.exitCode = output.fail(usage)
  }
}

await main(process.argv.slice(2))
const lost = process.exitCode ? null : await lostWords()
if (lost) {
  process.stderr.write(`${lost}\n`)
  process.exitCode = 1
}
