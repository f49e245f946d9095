import { studio } from '../studio.svelte'
import { toasts } from '../toasts.svelte'
import { request } from '../transport'
import { counted } from '../words'

/** Several runs into the bin, with one Undo; what stands against one is said, and the others go. */
export async function binRuns(ids: readonly string[]): Promise<void> {
  const answers = await Promise.allSettled(ids.map(run => request('deleteRun', { run })))
  for (const answer of answers) if (answer.status === 'rejected') toasts.error(answer.reason)
  const gone = ids.filter((_, i) => answers[i]?.status === 'fulfilled')
  await studio.bin.load()
  if (gone.length > 0)
    toasts.show(`${counted(gone.length, 'run')} ${gone.length === 1 ? 'is' : 'are'} in the bin.`, {
      action: { label: 'Undo', run: () => void Promise.all(gone.map(id => studio.restoreRun(id))) }
    })
}
