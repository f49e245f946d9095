/** A picture that the studio once exported, dropped on the window: Explore's controls stand as they stood for it. */
import type { Output } from '../../../../shared/ipc'
import { router } from '../../router.svelte'
import { toasts } from '../../toasts.svelte'
import { request } from '../../transport'
import { shortened } from '../../words'
import type { Explore } from '../explore.svelte'

type Found = NonNullable<Output<'readOrigin'>>
export type Arrived = Found & { run: string }

/** What is dropped is a picture of at most so many bytes, of a kind that carries words. */
const most = 48e6
const kinds = new Set(['image/png', 'image/gif', 'image/webp', 'video/mp4', 'video/webm'])

class Arrival {
  /** For the run's screen, which takes it as soon as it is there. */
  wanted = $state.raw<Arrived | null>(null)

  /** @returns whether it was a picture of the studio's own: what stands against it was said then */
  async take(file: File): Promise<boolean> {
    if (!kinds.has(file.type) || file.size > most) return false
    try {
      const found = await request('readOrigin', { file: new Uint8Array(await file.arrayBuffer()) })
      if (!found) return false
      if (found.problem) toasts.show(found.problem, { level: 'warning' })
      if (found.run === null) return true
      this.wanted = { ...found, run: found.run }
      router.go({ screen: 'run', id: found.run })
      if (!found.problem) toasts.show(`Explore stands as it stood for “${shortened(file.name)}”.`)
    } catch (problem) {
      toasts.error(problem)
    }
    return true
  }
}

export const arrival = new Arrival()

/** As it stood, in one step that can be undone. */
export async function restore(
  explore: Explore,
  { epoch, latent, seed, knobs }: Pick<Arrived, 'epoch' | 'latent' | 'seed' | 'knobs'>
): Promise<void> {
  explore.untouched = false
  explore.mixing = null
  explore.epoch = epoch
  const all = { ...explore.knobs, ...knobs }
  if (latent) return explore.set(latent, all)
  explore.knobs = all
  if (seed !== null) return explore.drawSeed(seed)
  explore.commit()
  explore.draw()
}
