/** `project`: the latent whose picture is nearest to one of somebody's own. */
import { basename } from 'node:path'
import type { Run } from '../../../shared/domain'
import { likeness, likenessWords, usualSteps } from '../../../shared/explore/projection'
import type { Output } from '../../../shared/ipc'
import { withOrigin } from '../../../shared/origin'
import type { Origin } from '../../../shared/origin/origin'
import { latentInputOf } from '../../../shared/sampling-knobs'
import { encodeSheet, withoutAlpha } from '../../drawing/sheet'
import { runWord, type CommandLine } from '../commands/command'
import { checkTarget, deliver } from '../deliver'
import { findRun } from '../find'
import { seedRange, whole } from '../numbers'
import { addKnobOptions, knobValues } from '../sampling'
import { UsageError } from '../output'
import { asJob, type Session } from '../session'
import { readInput, refuseOntoItself } from '../translate-picture'

type Found = Output<'findLatent'>
type Options = { output: string; epoch?: number; seed: number; steps: number; heldOut?: number } & Readonly<
  Record<string, unknown>
>

export function projectCommand({ program, looking }: CommandLine): void {
  const command = program
    .command('project')
    .argument('<run>', runWord)
    .argument('[picture]', 'picture file of any format')
    .description('Find the latent whose picture is nearest to one of yours: both beside each other, and how far apart.')
    .requiredOption('-o, --output <file>', 'PNG to write; - is stdout')
    .option('--held-out <n>', 'in place of a file: one of those that were held out of its training, from 1', whole(1))
    .option('--epoch <e>', 'whose checkpoint (default: the newest)', whole(0))
    .option('--seed <s>', 'of the latents that it begins with', whole(...seedRange), 1)
    .option('--steps <n>', 'of the search', whole(1, 2000), usualSteps)
  addKnobOptions(command)
  command.action((run: string, picture: string | undefined, options: Options) =>
    looking(session => project(session, run, picture, options))
  )
}

async function project(
  session: Session,
  word: string,
  picture: string | undefined,
  { output: file, epoch, seed, steps, heldOut, ...rest }: Options
): Promise<void> {
  if ((picture === undefined) === (heldOut === undefined))
    throw new UsageError('Name a picture file, or one that was held out (--held-out 1): one of both.')
  const run = findRun(session, word)
  await checkTarget(session.output, file, { extension: 'png' })
  if (file !== '-' && picture !== undefined) await refuseOntoItself([picture], file)
  const asked = { run: run.id, epoch, seed, steps, knobs: knobValues(run, rest) }
  const name = picture === undefined ? `Held-out picture ${heldOut}` : basename(picture)
  const given = picture === undefined ? { heldOut: (heldOut ?? 1) - 1 } : { file: await readInput(picture), name }
  const began = performance.now()
  const found = await search(session, steps, (job, before) =>
    session.handlers.findLatent({
      ...{ ...asked, job, picture: before ? { pixels: before.target } : given, state: before?.state }
    })
  )
  const seconds = (performance.now() - began) / 1000
  const { rgba, height, width } = found.pixels
  const { png } = await encodeSheet(
    { count: 2, shape: [height, width, 3], pixels: withoutAlpha(rgba) },
    { columns: 2, gap: 2 }
  )
  const { distance, toAverage, latent, knobs } = found
  await deliver(session.output, file, withOrigin('image/png', png, originOf(run, found)), path => ({
    facts: {
      ...{ run: run.id, epoch: found.epoch, seed, steps, latent, knobs },
      ...{ distance, toAverage, likeness: likeness(found), seconds }
    },
    words: [
      `${path}: ${name}, and beside it the nearest of what epoch ${found.epoch} of "${run.name}" draws.`,
      likenessWords(found)
    ]
  }))
}

/** The found one stands on Explore's sliders where the sheet is dropped on the studio. */
const originOf = (run: Run, { epoch, latent, knobs }: Found): Origin => ({
  ...{ atelier: 1, run: run.id, name: run.name, model: run.model, settings: run.settings, epoch },
  ...{ format: 'png', options: { what: 'shown' } },
  stage: { epoch, inputs: { [latentInputOf(run)?.key ?? 'latents']: [latent], ...knobs } }
})

/** Piece by piece, until all steps are done; Ctrl-C ends it between two. */
async function search(
  session: Session,
  steps: number,
  ask: (job: string, before: Found | null) => Promise<Found>
): Promise<Found> {
  const began = performance.now()
  let found = await asJob(session, job => ask(job, null))
  while (found.done < steps) {
    found = await asJob(session, job => ask(job, found))
    const left = ((performance.now() - began) / 1000 / found.done) * (steps - found.done)
    session.progress.show('Finding the picture', found.done, steps, left, '')
  }
  session.progress.clear()
  return found
}
