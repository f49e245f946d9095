/** `export FORMAT RUN -o FILE`, and `sample`: formats and their options as the registry has them. */
import { Option, type Command } from 'commander'
import type { Run, Settings, SettingValue } from '../../../shared/domain'
import { didYouMean } from '../../../shared/nearest-names'
import { formats, wordOf, type ExportOption, type Format } from '../../exports'
import { flagOf } from '../../lib/registry'
import { runWord, type CommandLine } from '../commands/command'
import { checkTarget, deliver } from '../deliver'
import { checkFolder, deliverFolder, isFolderName } from './unpack'
import { findRun } from '../find'
import { decimal, whole } from '../numbers'
import { knobOptions, knobValues } from '../sampling'
import { asJob, type Session } from '../session'

type Words = { output: string } & Readonly<Record<string, unknown>>
type Work = (run: string, words: Words) => Promise<void>

/** A command for each format. */
export function exportCommands({ program, looking }: CommandLine): void {
  const exporting = program
    .command('export')
    .description('Write something of a run to a file.')
    .allowExcessArguments()
    .allowUnknownOption()
  const wanted =
    `Say one of these formats: ${formats.ids.join(', ')}. For example: atelier ` +
    `export ${formats.ids[0] ?? ''} RUN -o FILE`
  exporting.action(() => {
    const [word] = exporting.args.filter(each => !each.startsWith('-'))
    exporting.error(
      `error: ${
        word === undefined
          ? 'What is to be exported was not said.'
          : `"${word}" is no format that runs are exported in.${didYouMean(word, formats.ids)}`
      } ${wanted}`
    )
  })
  for (const format of formats.all) {
    const command = exporting.command(format.id).description(format.summary)
    withOptions(command, format, {}).action(((run, words) =>
      looking(session => exportRun(session, format, run, words))) satisfies Work)
  }
  const png = formats.find('png')
  const usual = { count: 16, seed: 0 }
  withOptions(
    program.command('sample').description(`Write a near-square sheet of fresh samples in exact pixels.`),
    png,
    usual
  ).action(((run, words) => looking(session => exportRun(session, png, run, { ...usual, ...words }))) satisfies Work)
}

function withOptions(command: Command, format: Format, usual: Settings): Command {
  command
    .argument('<run>', runWord)
    .requiredOption(
      '-o, --output <file>',
      `${format.unpacks ? 'folder, or ' : ''}${format.extension.toUpperCase()} to write; - is stdout`
    )
  for (const option of format.options(null)) {
    const fallback = option.fitted ? '' : ` (default: ${String(usual[option.key] ?? option.default)})`
    const said = new Option(
      written(option),
      isOn(option) ? `turns off "${option.label}": ${lowered(option.help)}` : `${lowered(option.help)}${fallback}`
    )
    if (option.type === 'int') said.argParser(whole(option.min, option.max))
    if (option.type === 'float') said.argParser(decimal(option.min, option.max))
    command.addOption(said)
  }
  // One that a format has as its own would be refused here.
  if (format.drawsFrom) for (const option of knobOptions()) command.addOption(option)
  return command
}

/** What is so unless one says that it is not. */
const isOn = (option: ExportOption): boolean => option.type === 'flag' && option.default

/** As commander takes it. */
const written = (option: ExportOption): string =>
  option.type === 'flag'
    ? `--${isOn(option) ? 'no-' : ''}${flagOf(wordOf(option))}`
    : `--${flagOf(wordOf(option))} <${option.type === 'choice' ? 'word' : 'n'}>`

const lowered = (sentence: string): string =>
  `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`

async function exportRun(
  session: Session,
  format: Format,
  word: string,
  { output: file, ...words }: Words
): Promise<void> {
  const run = findRun(session, word)
  const unpacked = format.unpacks === true && isFolderName(file, format.extension)
  await (unpacked ? checkFolder(file) : checkTarget(session.output, file, format))
  const asked = { run: run.id, format: format.id, options: given(format, run, words) }
  if (format.stream && !unpacked) return exportPieces(session, asked, file)
  const {
    bytes,
    words: said,
    facts
  } = await asJob(session, job => session.handlers.exportRun({ ...asked, job, keep: false }))
  if (unpacked) {
    const { path, count } = await deliverFolder(file, bytes)
    return session.output.say({ folder: path, run: run.id, files: count, ...facts }, `${path}: ${said}.`)
  }
  await deliver(session.output, file, bytes, path => ({
    facts: { run: run.id, bytes: bytes.byteLength, ...facts },
    words: `${path}: ${said}, ${(bytes.byteLength / 1024).toFixed(0)} KB.`
  }))
}

/** What may be larger than memory is written as it is made. */
const exportPieces = (
  session: Session,
  asked: { run: string; format: string; options: Settings },
  file: string
): Promise<void> =>
  asJob(session, job =>
    session.streamExport({ ...asked, job }, ({ pieces, words, facts }) =>
      deliver(session.output, file, pieces(), (path, bytes) => ({
        facts: { run: asked.run, bytes, ...facts },
        words: `${path}: ${words}, ${(bytes / 1024).toFixed(0)} KB.`
      }))
    )
  )

/** What was set, by the keys of the options. @throws UsageError for what cannot be set */
function given(format: Format, run: Run, words: Readonly<Record<string, unknown>>): Settings {
  const own = format.options(null)
  const set: Record<string, SettingValue> = {}
  for (const option of own) {
    const value = words[wordOf(option)]
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') set[option.key] = value
  }
  if (!format.drawsFrom) return set
  const attributes = new Set(own.map(wordOf))
  const knobs = knobValues(run, Object.fromEntries(Object.entries(words).filter(([key]) => !attributes.has(key))))
  const choices = new Set(run.inputs.filter(({ kind }) => kind === 'choice').map(({ key }) => key))
  return {
    ...set,
    ...Object.fromEntries(Object.entries(knobs).map(([key, value]) => [key, choices.has(key) ? String(value) : value]))
  }
}
