/** `why`: what a run draws, and below each picture where its discriminator looks. */
import type { Command } from 'commander'
import { counted } from '../../../shared/counted'
import { drawLatents } from '../../../shared/random'
import { encodeSheet } from '../../drawing/sheet'
import { checkTarget, deliver } from '../deliver'
import { findRun } from '../find'
import { seedRange, whole } from '../numbers'
import { knobOptions, knobValues } from '../sampling'
import { asJob, type Session } from '../session'

type Options = { output: string; epoch?: number; seed: number; count: number } & Readonly<Record<string, unknown>>

export function whyCommand(
  program: Command,
  runWord: string,
  looking: (work: (session: Session) => Promise<void>) => Promise<void>
): void {
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
  for (const option of knobOptions())
    if (!command.options.some(({ long }) => long === option.long)) command.addOption(option)
  command.action((run: string, options: Options) => looking(session => why(session, run, options)))
}

async function why(
  session: Session,
  word: string,
  { output: file, epoch, seed, count, ...rest }: Options
): Promise<void> {
  const run = findRun(session, word)
  await checkTarget(session.output, file, { extension: 'png' })
  const words = Object.fromEntries(
    Object.entries(rest).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : []))
  )
  const latent = run.inputs.find(({ kind }) => kind === 'latent')
  const all =
    latent?.kind === 'latent' ? drawLatents(seed, count, latent.size, latent.distribution) : new Float32Array()
  const latents = Array.from({ length: count }, (_, i) => [...all.subarray(i * run.latent, (i + 1) * run.latent)])
  const inputs = { ...knobValues(run, words), ...(latent ? { [latent.key]: latents } : {}) }
  const found = await asJob(session, job => session.handlers.seeWhy({ run: run.id, job, epoch, inputs }))
  const { pixels, maps, scores } = found
  const { png } = await encodeSheet(
    {
      count: 2 * count,
      shape: [pixels.height, pixels.width, 3],
      pixels: Buffer.concat([pixels.rgba, maps.rgba]).filter((_, i) => i % 4 !== 3)
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
