/** A picture of somebody's own, chosen or dropped, for Explore to draw of. */
import type { Explore } from '../../../state/run/explore.svelte'
import { toasts } from '../../../state/toasts.svelte'
import { bytes, shortened } from '../../../state/words'

/** What travels in one message, with room to spare. */
const most = 48e6

export async function giveFile(explore: Explore, file: File): Promise<void> {
  if (file.size > most) {
    return say(`“${shortened(file.name)}” has ${bytes(file.size)}; up to ${bytes(most)} are taken. Save it smaller.`)
  }
  const content = await file.arrayBuffer().catch(() => null)
  if (!content) say(`“${shortened(file.name)}” could not be read. It must be a picture file, not a folder.`)
  else if (!(await explore.give({ file: new Uint8Array(content), name: file.name }))) say(explore.condition?.problem)
}

/** Why it stays as it was. */
export function say(problem: string | null | undefined): void {
  if (problem) toasts.show(problem, { level: 'error' })
}
