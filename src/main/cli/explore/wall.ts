/** `wall`: many samples of a run on one sheet, as they are drawn or sorted by what its discriminator finds in them. */
import { basename } from 'node:path'
import { Option } from 'commander'
import { counted } from '../../../shared/counted'
import type { Pixels, Run } from '../../../shared/domain'
import { shapes, withinBounds, type Spread } from '../../../shared/explore/spread'
import { inOrder, latentAt, orders, seedAt, type Wall, type WallOrder } from '../../../shared/explore/wall'
import { mostArranged } from '../../../shared/ipc/wall'
import { mostDrawn } from '../../../shared/sampling-inputs'
import { latentInputOf } from '../../../shared/sampling-knobs'
import { joinBytes } from '../../../shared/files/join'
import { encodeSheet, withoutAlpha } from '../../drawing/sheet'
import type { SamplePixels } from '../../engine/protocol'
import { runWord, type CommandLine } from '../commands/command'
import { checkTarget, deliver } from '../deliver'
import { findRun } from '../find'
import { decimal, seedRange, whole } from '../numbers'
import { UsageError } from '../output'
import { addKnobOptions, knobValues } from '../sampling'
import { asJob, type Session } from '../session'
import { readInput, refuseOntoItself } from '../translate-picture'

type Options = {
  output: string
  epoch?: number
  seed: number
  count: number
  sort: WallOrder
  near?: string
  spread: Spread['shape']
  within?: number
} & Readonly<Record<string, unknown>>

export function wallCommand({ program, looking }: CommandLine): void {
  const command = program
    .command('wall')
    .argument('<run>', runWord)
    .description('Many samples on one sheet, one of each seed, as they come or sorted.')
    .requiredOption('-o, --output <file>', 'PNG to write; - is stdout')
    .option('--epoch <e>', 'whose checkpoint (default: the newest)', whole(0))
    .option('--seed <s>', 'of the first; each further one has the next', whole(...seedRange), 1)
    .option('--count <n>', 'how many', whole(2, mostArranged), 64)
    .addOption(
      new Option(
        '--sort <how>',
        'score: what the discriminator finds most real first; novelty: what is least like the others; nearness: to ' +
          'the picture of --near'
      )
        .choices([...orders])
        .default('drawn')
    )
    .option('--near <file>', 'a picture, for --sort nearness')
    .addOption(
      new Option('--spread <how>', 'how latents are drawn: as in training, normal, uniform, or on a sphere')
        .choices([...shapes])
        .default('own')
    )
    .option(
      '--within <d>',
      'numbers of latents that lie further from the middle, in deviations, are drawn anew',
      decimal(withinBounds.least, withinBounds.most)
    )
  addKnobOptions(command)
  command.action((run: string, options: Options) => looking(session => wall(session, run, options)))
}

async function wall(
  session: Session,
  word: string,
  { output: file, epoch, seed, count, sort, near, spread, within, ...rest }: Options
): Promise<void> {
  const run = findRun(session, word)
  if ((sort === 'nearness') !== (near !== undefined))
    throw new UsageError('--sort nearness and --near FILE go together: one says how, the other to which picture.')
  await checkTarget(session.output, file, { extension: 'png' })
  const knobs = knobValues(run, rest)
  const wanted: Wall = { seed, spread: { shape: spread, within: within ?? null }, more: [], fewer: [] }
  const given = near === undefined ? undefined : { name: basename(near), file: await readInput(near) }
  if (near !== undefined && file !== '-') await refuseOntoItself([near], file)
  const found =
    sort === 'drawn'
      ? null
      : await asJob(session, job =>
          session.handlers.arrangeSamples({ run: run.id, job, epoch, wall: wanted, count, knobs, near: given })
        )
  const places = inOrder(sort, count, found ?? { scores: null, novelty: [], nearness: null })
  if (!places)
    throw new UsageError(`"${run.name}" has no discriminator that scores whole pictures: sort by novelty or nearness.`)
  const input = latentInputOf(run)
  const latents = input ? places.map(place => latentAt(wanted, input, place)) : []
  const pictures = await drawn(session, run, { epoch: found?.epoch ?? epoch, knobs }, latents)
  const { png } = await encodeSheet(pictures, { columns: Math.ceil(Math.sqrt(count)), gap: 2 })
  const seeds = places.map(place => seedAt(wanted, place))
  await deliver(session.output, file, png, path => ({
    facts: { run: run.id, sort, seeds, ...(found ? { scores: found.scores, novelty: found.novelty } : {}) },
    words: [
      `${path}: ${counted(count, 'sample')} of "${run.name}"; the first three have the seeds ` +
        `${seeds.slice(0, 3).join(', ')}.`
    ]
  }))
}

/** Pictures of latents, as many at a time as are drawn at once. */
async function drawn(
  session: Session,
  run: Run,
  { epoch, knobs }: { epoch: number | undefined; knobs: Record<string, number> },
  latents: readonly number[][]
): Promise<SamplePixels> {
  const key = latentInputOf(run)?.key
  if (key === undefined) throw new UsageError(`"${run.name}" is not drawn from latents: there is no wall of samples.`)
  const parts: Pixels[] = []
  for (let from = 0; from < latents.length; from += mostDrawn) {
    const inputs = { ...knobs, [key]: latents.slice(from, from + mostDrawn) }
    parts.push(await asJob(session, job => session.handlers.generate({ run: run.id, job, epoch, inputs })))
  }
  const [height, width] = run.image
  const pixels = withoutAlpha(joinBytes(parts.map(({ rgba }) => rgba)))
  return { count: latents.length, shape: [height, width, 3], pixels }
}
