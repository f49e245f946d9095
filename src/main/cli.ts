/**
 * The command line: the same studio without a window. Exit status 0, 1 (failed), 2 (bad usage), 130 (Ctrl-C, saved).
 */
import { Command, CommanderError, Option } from 'commander'
import packageFile from '../../package.json'
import { addCommands, collect } from './cli/commands'
import { Output, UsageError } from './cli/output'
import { withStudio, type GlobalOptions, type Session } from './cli/session'
import { engineNames } from './engine/protocol'
import { lostWords, toStdout } from './lib/streams'

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
  const looking = (work: (session: Session) => Promise<void>) => withStudio({ ...globals(), reads: true }, work)
  addCommands({
    ...{ program, globals, inStudio, looking },
    // What serves is not loaded for the sake of any other command.
    serve: async options => (await import('./serve')).serveUntilSignal(options)
  })
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
