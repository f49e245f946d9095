/** What helps to find out what went wrong, onto the clipboard. */
import { request } from './transport'
import { problemWords, toasts } from './toasts.svelte'

export async function copyDiagnostics(): Promise<void> {
  let text
  try {
    const {
      files: [summary]
    } = await request('diagnostics', {})
    text = summary?.text ?? ''
  } catch (problem) {
    return toasts.show(problemWords(problem), { level: 'error' })
  }
  try {
    await navigator.clipboard.writeText(text)
    toasts.show(
      'Diagnostics are on the clipboard: versions, engines, the workspace in numbers, the newest of the log. ' +
        'No names, pictures or secrets.'
    )
  } catch {
    toasts.show('The clipboard is not available here. `atelier doctor --bundle FILE` writes the same to a file.', {
      level: 'warning'
    })
  }
}
