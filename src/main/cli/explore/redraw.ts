/** `redraw`: what an exported picture carries of its run, and the same picture drawn again. */
import { basename } from 'node:path'
import { StudioError } from '../../../shared/errors'
import { formats } from '../../exports'
import type { CommandLine } from '../commands/command'
import { checkTarget, deliver } from '../deliver'
import { asJob, type Session } from '../session'
import { readInput, refuseOntoItself } from '../translate-picture'
import { sheetCommands } from './sheet-origin'

export function redrawCommand({ program, looking }: CommandLine): void {
  program
    .command('redraw')
    .argument('<picture>', 'PNG, GIF or WebP that Atelier exported')
    .description(
      'What an exported picture carries: run, checkpoint, latents and settings. With -o: the same drawn again.'
    )
    .option('-o, --output <file>', 'file to write, of the same format; - is stdout')
    .action((picture: string, { output }: { output?: string }) => looking(session => redraw(session, picture, output)))
}

const of = (what: string, number: number | null): string => (number === null ? '' : `, ${what} ${number}`)

async function redraw(session: Session, picture: string, file: string | undefined): Promise<void> {
  const { handlers, output } = session
  const found = await handlers.readOrigin({ file: await readInput(picture) })
  const name = basename(picture)
  if (!found)
    throw new StudioError(
      'not-readable',
      `“${name}” carries nothing of a run. Atelier did not export it, or another program has removed it.`
    )
  const { run, epoch, latent, seed, knobs, again, problem } = found
  if (file === undefined)
    return output.say({ ...found, latent }, [
      `${name}: drawn by “${found.name}” (${found.model})${of('epoch', epoch)}${of('seed', seed)}.`,
      ...(problem ? [problem] : [])
    ])
  if (problem !== null || run === null)
    throw new StudioError('not-found', problem ?? `The run of “${name}” is not here.`)
  const command = sheetCommands.find(each => each === again.format)
  if (command)
    throw new StudioError(
      'bad-input',
      `“${name}” is a sheet of \`atelier ${command}\`, which draws it again: ` +
        `atelier ${command} "${found.name}" -o ${file}.`
    )
  const format = formats.find(again.format)
  await checkTarget(output, file, format)
  if (file !== '-') await refuseOntoItself([picture], file)
  const made = await asJob(session, job =>
    handlers.exportRun({ run, job, format: format.id, options: again.options, stage: again.stage, keep: false })
  )
  await deliver(output, file, made.bytes, path => ({
    facts: { run, epoch, seed, knobs, latent, bytes: made.bytes.byteLength, ...made.facts },
    words: `${path}: ${made.words}, as “${name}”.`
  }))
}
