/** Files that the window hands to a person: where they went, and that folder shown. */
import { basename } from 'node:path'
import { session, shell } from 'electron'
import { type Emit, requests } from '../../shared/ipc'
import { StudioError } from '../../shared/errors'

/** How many are remembered: the window offers the newest for a few seconds. */
const remembered = 100

/**
 * Says of every file that the window saves where it ended, and answers `showSaved`. The page learns names, never
 * paths: it can show what it saved, and nothing else of the machine.
 */
export function followDownloads(emit: Emit): { showSaved: (input: unknown) => Promise<null> } {
  const paths = new Map<number, string>()
  let next = 1
  session.defaultSession.on('will-download', (_, item) => {
    const url = item.getURL()
    item.once('done', (_done, state) => {
      const path = item.getSavePath()
      if (state !== 'completed' || path === '') return emit('saved', { url, name: item.getFilename(), file: null })
      const file = next++
      paths.set(file, path)
      paths.delete(file - remembered)
      emit('saved', { url, name: basename(path), file })
    })
  })
  return {
    showSaved: async input => {
      const path = paths.get(requests.showSaved.input.parse(input).file)
      if (path === undefined)
        throw new StudioError('not-found', 'Where this file was saved is not known any more. Export it again.')
      shell.showItemInFolder(path)
      return null
    }
  }
}
