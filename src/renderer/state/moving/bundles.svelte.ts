/** Runs of other workspaces come in: a file that was exported there, dropped on the window or chosen. */
import type { Run } from '../../../shared/domain'
import { jobs } from '../jobs.svelte'
import { router } from '../router.svelte'
import { studio } from '../studio.svelte'
import { toasts } from '../toasts.svelte'
import { pathsOf, request, wasCancelled } from '../transport'
import { sendFiles } from '../transport/send-files'
import { shortened } from '../words'

/** What such files' names end with. */
const ending = '.atelier'

export const isBundle = ({ name }: Pick<File, 'name'>): boolean => name.toLowerCase().endsWith(ending)

/** Imports a run and shows it; what stands against it is said. */
export async function takeBundle(file: File): Promise<void> {
  try {
    const run = await jobs.start('Importing a run', (job, signal) => bring(file, job, signal))
    studio.runs.set(run.id, run)
    router.go({ screen: 'run', id: run.id })
    toasts.show(`“${shortened(run.name)}” is here, as it was at epoch ${run.epoch}.`)
  } catch (problem) {
    if (!wasCancelled(problem) && !(problem instanceof DOMException && problem.name === 'AbortError'))
      toasts.error(problem)
  }
}

/** The browser's dialog, in Electron too. */
export function chooseBundle(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = ending
  input.onchange = () => {
    const [file] = input.files ?? []
    if (file) void takeBundle(file)
  }
  input.click()
}

async function bring(file: File, job: string, signal: AbortSignal): Promise<Run> {
  const path = pathsOf([file])?.[0]
  if (path !== undefined) return request('importRun', { job, from: { path } })
  const label = 'Copying the run'
  const upload = await sendFiles(file.name, [{ path: file.name, file }], signal, ({ bytes, totalBytes, secondsLeft }) =>
    jobs.update(job, { label, done: bytes, total: totalBytes, unit: 'bytes', secondsLeft })
  )
  return request('importRun', { job, from: { upload } })
}
