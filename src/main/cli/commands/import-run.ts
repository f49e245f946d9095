/** `import-run`. A run that was exported as a bundle, to go on here. */
import { resolve } from 'node:path'
import { counted } from '../../../shared/counted'
import type { Run } from '../../../shared/domain'
import { addingWords } from '../../lib/failures'
import { asJob, type Session } from '../session'
import { givePictures } from '../give-pictures'
import type { CliCommand } from './command'

export default {
  id: 'import-run',
  place: 15,
  add({ program, inStudio }) {
    program
      .command('import-run')
      .argument('<file>', 'what `atelier export bundle RUN -o FILE` wrote')
      .option('--pictures <dataset>', 'what it was trained on: a dataset by id or name, or a folder of pictures')
      .option('--anyway', 'take those pictures even where they are not just the same')
      .description('Import a run of another workspace, to go on with it here.')
      .action((file: string, { pictures, anyway = false }: { pictures?: string; anyway?: boolean }) =>
        inStudio(async session => {
          const { handlers, output } = session
          const came = await asJob(session, job => handlers.importRun({ job, from: { path: resolve(file) } }))
          const run = pictures === undefined ? came : await withPictures(session, came, pictures, anyway)
          const wanted = await handlers.wantedPictures({ run: run.id })
          output.say({ run: run.id, name: run.name, epoch: run.epoch, step: run.step, dataset: run.dataset }, [
            `"${run.name}": ${counted(run.epoch, 'epoch')} of ${run.epochs}, ${run.status}.`,
            wanted
              ? `It was trained on "${wanted.name}", which is not here. To go on: ` +
                `atelier resume "${run.name}" --pictures DATASET`
              : `To go on: atelier resume "${run.name}"`
          ])
        })
      )
  }
} satisfies CliCommand

/** Gives it pictures where it has none yet. @throws StudioError, which says that the run itself is here */
async function withPictures(session: Session, run: Run, pictures: string, anyway: boolean): Promise<Run> {
  if (run.dataset !== null) {
    session.output.aside(
      `What it was trained on, "${run.datasetName}", is here and is taken; --pictures is not needed.`
    )
    return run
  }
  const again = session.command(`resume "${run.name}" --pictures DATASET`)
  return addingWords(`The run is here, without pictures. To go on: ${again}`, () =>
    givePictures(session, run, pictures, anyway)
  )
}
