/** A picture of somebody's own, chosen or dropped, for Explore to draw of. */
import type { Explore } from '../../../state/run/explore.svelte'
import { toasts } from '../../../state/toasts.svelte'
import { bytes, shortened } from '../../../state/words'

/** What travels in one message, with room to spare. */
const most = 48e6

export async function giveFile(explore: Explore, file: File): Promise<void> {
  const content = await readFile(file)
  if (content && !(await explore.give({ file: content, name: file.name }))) say(explore.condition?.problem)
}

/** Its bytes; null where it is too large or no file, which is said. */
export async function readFile(file: File): Promise<Uint8Array<ArrayBuffer> | null> {
  if (file.size > most) {
    say(`“${shortened(file.name)}” has ${bytes(file.size)}; up to ${bytes(most)} are taken. Save it smaller.`)
    return null
  }
  const content = await file.arrayBuffer().catch(() => null)
  if (!content) say(`“${shortened(file.name)}” could not be read. It must be a picture file, not a folder.`)
  return content && new Uint8Array(content)
}

/** Why it stays as it was. */
export function say(problem: string | null | undefined): void {
  if (problem) toasts.show(problem, { level: 'error' })
}
