/** Files and words that a person takes along. */
import { studio } from '../../state/studio.svelte'
import { toasts } from '../../state/toasts.svelte'
import { on, request } from '../../state/transport'
import { bytes, shortened } from '../../state/words'

/** A browser shows these itself; what else it is given, it would save once more. */
const shown = /^image\//

/**
 * Hands a file to the person (the browser's download, Electron's save dialog) and says so, with a way to it: shown in
 * its folder, or opened where a browser can.
 * @param words what it is, such as "12 frames"; may be empty
 */
export function save(name: string, file: Blob, words: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName(name)
  // What reads the address may go on after this returns.
  const release = (): void => void setTimeout(() => URL.revokeObjectURL(url), 10_000)
  const says = (saved: string): string => `“${shortened(saved)}” is saved${words && `: ${words}`}, ${bytes(file.size)}.`
  if (studio.hello?.host === 'electron') {
    const stop = on('saved', ({ url: of, name: saved, file: place }) => {
      if (of !== url) return
      stop()
      release()
      if (place === null) return
      const show = (): void => void request('showSaved', { file: place }).catch(toasts.error)
      toasts.show(says(saved), { action: { label: 'Show in folder', run: show } })
    })
  } else {
    const open = { label: 'Open', run: () => void window.open(url, '_blank', 'noopener') }
    toasts.show(says(link.download), { ...(shown.test(file.type) ? { action: open } : {}), gone: release })
  }
  link.click()
}

/** Names a file may have on every system. */
export const fileName = (name: string): string =>
  name
    .replace(/[\\/:*?"<>|\u0000-\u001f]+/g, '-')
    .replace(/^\.+/, '')
    .trim() || 'picture'

/** Copies words; false where the system refuses. */
export async function copy(words: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words)
    return true
  } catch {
    return false
  }
}
