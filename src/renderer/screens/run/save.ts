/** Hands a file to the person: the browser's download, Electron's save dialog. */
export function save(name: string, source: Blob | string): void {
  const url = typeof source === 'string' ? source : URL.createObjectURL(source)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName(name)
  link.click()
  // The download reads the address after this returns.
  if (typeof source !== 'string') setTimeout(() => URL.revokeObjectURL(url), 10_000)
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
