/** `why`: what a run draws, and below each picture where its discriminator looks. */
import { counted } from '../../../shared/counted'
import { latentInputOf } from '../../../shared/sampling-knobs'
import { encodeSheet, withoutAlpha } from '../../drawing/sheet'
import { runWord, type CommandLine } from '../commands/command'
import { checkTarget, deliver } from '../deliver'
import { findRun } from '../find'
import { seedRange, whole } from '../numbers'
import { addKnobOptions, knobValues } from '../sampling'
import { asJob, type Session } from '../session'

type Options = { output: string; epoch?: number; seed: number; count: number } & Readonly<Record<string, unknown>>

export function whyCommand({ program, looking }: CommandLine): void {
  const command = program
    .command('why')
    .argument('<run>', runWord)
    .description(
      'Pictures that a run draws, and below each where its discriminator looks: red where brighter would look ' +
        'more real, blue where darker would.'
    )
    .requiredOption('-o, --output <file>', 'PNG to write; - is stdout')
    .option('--epoch <e>', 'whose checkpoint (default: the newest)', whole(0))
    .option('--seed <s>', 'of the latents', whole(...seedRange), 1)
    .option('--count <n>', 'how many pictures', whole(1, 16), 8)
  addKnobOptions(command)
  command.action((run: string, options: Options) => looking(session => why(session, run, options)))
}

async function why(
  session: Session,
  word: string,
  { output: file, epoch, seed, count, ...rest }: Options
): Promise<void> {
  const run = findRun(session, word)
  await checkTarget(session.output, file, { extension: 'png' })
  const latent = latentInputOf(run)
  const latents = await session.handlers.drawLatents({ run: run.id, seed, count })
  const inputs = { ...knobValues(run, rest), ...(latent ? { [latent.key]: latents } : {}) }
  const found = await asJob(session, job => session.handlers.seeWhy({ run: run.id, job, epoch, inputs }))
  const { pixels, maps, scores } = found
  const { png } = await encodeSheet(
    {
      count: 2 * count,
      shape: [pixels.height, pixels.width, 3],
      pixels: withoutAlpha(Buffer.concat([pixels.rgba, maps.rgba]))
    },
    { columns: count, gap: 2 }
  )
  await deliver(session.output, file, png, path => ({
    facts: { run: run.id, epoch: found.epoch, seed, scores },
    words: [
      `${path}: ${counted(count, 'picture')} of "${run.name}", epoch ${found.epoch}, each above where it is looked.`,
      `Scores: ${scores.map(score => score.toFixed(2)).join(', ')}.`
    ]
  }))
}
