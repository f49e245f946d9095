/** `delete`: puts a run into the bin, or takes a dataset off the list, after asking. */
import { counted } from '../../shared/counted'
import { isWanted } from './asking'
import { findListedDataset, findRun } from './find'
import type { Session } from './session'

export interface DeleteOptions {
  yes?: boolean
  /** The word names a dataset. */
  dataset?: boolean
}

export const deleteNamed = (session: Session, word: string, options: DeleteOptions): Promise<void> =>
  (options.dataset ? deleteDataset : deleteRun)(session, word, options)

async function deleteRun(session: Session, word: string, { yes = false }: DeleteOptions): Promise<void> {
  const { handlers, output } = session
  const { id, name, epoch } = findRun(session, word)
  if (!yes && !(await isWanted(`Put "${name}" (${id.slice(0, 8)}, ${counted(epoch, 'epoch')}) into the bin?`)))
    return output.say({ run: id, deleted: false }, `"${name}" stays.`)
  await handlers.deleteRun({ run: id })
  output.say(
    { run: id, deleted: true },
    `"${name}" is in the bin. \`atelier restore ${id.slice(0, 8)}\` takes it out again; ` +
      '`atelier bin --empty` deletes all that is there for good.'
  )
}

/** Runs that were trained on it stay. */
async function deleteDataset(session: Session, word: string, { yes = false }: DeleteOptions): Promise<void> {
  const { handlers, output } = session
  const { id, name, examples, imageCount } = findListedDataset(session, word)
  const held = counted(imageCount, examples.one, examples.many)
  if (
    !yes &&
    !(await isWanted(`Delete the dataset "${name}" (${id.slice(0, 8)}, ${held})? Your own files and its runs stay.`))
  )
    return output.say({ dataset: id, deleted: false }, `"${name}" stays.`)
  await handlers.deleteDataset({ dataset: id })
  output.say({ dataset: id, deleted: true }, `The dataset "${name}" is deleted. Your own files and its runs stay.`)
}
