/** `directions`: what a run's latents can be moved along, as rows of pictures on one sheet. */
import { Option } from 'commander'
import { counted } from '../../../shared/counted'
import { mostDirections } from '../../../shared/explore/directions'
import { directionMethods } from '../../engine/directions'
import { runWord, type CommandLine } from '../commands/command'
import { checkTarget, deliver } from '../deliver'
import { findRun } from '../find'
import { decimal, seedRange, whole } from '../numbers'
import { addKnobOptions, knobValues } from '../sampling'
import { asJob, type Session } from '../session'
import { withSheetOrigin } from './sheet-origin'

interface Words {
  output: string
  method: string
  count: number
  columns: number
  reach: number
  epoch?: number
  seed: number
}
type Options = Words & Readonly<Record<string, unknown>>

export function directionCommand({ program, looking }: CommandLine): void {
  const command = program
    .command('directions')
    .argument('<run>', runWord)
    .description(
      "Directions in a run's latents that change its pictures: a row of pictures for each, from one end to the other."
    )
    .requiredOption('-o, --output <file>', 'PNG to write; - is stdout')
    .addOption(
      new Option('--method <name>', directionMethods.all.map(({ id, help }) => `${id}: ${help}`).join(' '))
        .choices(directionMethods.ids)
        .default('pca')
    )
    .option('--count <n>', 'how many directions, the strongest first', whole(1, mostDirections), 8)
    .option('--columns <n>', 'pictures in a row', whole(3, 15), 7)
    .option('--reach <n>', 'deviations to either side that a row goes', decimal(0.1, 10), 3)
    .option('--epoch <e>', 'whose checkpoint (default: the newest)', whole(0))
    .option('--seed <s>', 'of the latent that is moved', whole(...seedRange), 1)
  addKnobOptions(command)
  command.action((run: string, options: Options) => looking(session => directions(session, run, options)))
}

async function directions(
  session: Session,
  word: string,
  { output: file, method, count, columns, reach, epoch, seed, ...rest }: Options
): Promise<void> {
  const run = findRun(session, word)
  await checkTarget(session.output, file, { extension: 'png' })
  const knobs = knobValues(run, rest)
  const found = await asJob(session, job =>
    session.handlers.directionSheet({ run: run.id, job, method, count, columns, reach, epoch, seed, knobs })
  )
  const made = { method, count, columns, reach, seed, ...knobs }
  const png = withSheetOrigin(found.sheet.png, run, { command: 'directions', epoch: found.epoch, made })
  await deliver(session.output, file, png, path => ({
    facts: {
      run: run.id,
      epoch: found.epoch,
      method,
      directions: found.directions.map(({ name, share, deviation, vector }) => ({ name, share, deviation, vector }))
    },
    words: [
      `${path}: ${counted(found.directions.length, 'direction')} of "${run.name}", epoch ${found.epoch}, each ` +
        `from −${reach} to ${reach} deviations.`,
      ...found.directions.map(({ name, share }) => `${name}: ${((share ?? 0) * 100).toFixed(1)} %`)
    ]
  }))
}
