/** What a repair found and did, in sentences for a window. */
import { counted } from '../../../shared/counted'
import type { Output } from '../../../shared/ipc'
import type { Repaired } from '../../store/repair'

/** More help nobody at a glance; the command line lists them all. */
const mostDetails = 50

export function repairedWords({
  found,
  kept,
  runs,
  datasets,
  passedOver
}: Repaired): Omit<Output<'repairWorkspace'>, 'still'> {
  const whole = found.state === 'whole'
  const files = [...runs, ...datasets].map(each => each.files)
  const details = [
    ...files.flatMap(({ missing }) => missing).map(path => `${path}: is not there`),
    ...files.flatMap(({ damaged }) => damaged).map(path => `${path}: is not as it was written`),
    ...passedOver.map(({ path, why }) => `${path}: could not be listed, and stays as it is: ${why}`)
  ]
  return {
    summary: [
      whole
        ? 'The database is whole; nothing was changed.'
        : `The database was ${found.why}. It was built anew.${kept ? ` As it was it is kept as ${kept}.` : ''}`,
      `${counted(runs.length, 'run')} ` + `and ${counted(datasets.length, 'dataset')} are listed.`,
      ...(!whole && runs.some(({ steps }) => steps === 0)
        ? ['Losses of single steps lie in the database alone: where they are gone, curves show the means of epochs.']
        : []),
      ...(details.length > mostDetails
        ? [`${details.length} files are missing or damaged; \`atelier repair --json\` lists all.`]
        : [])
    ],
    details: details.slice(0, mostDetails)
  }
}
