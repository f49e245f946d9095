/** The same latent at another checkpoint. */
import type { Explore } from '../explore.svelte'

/** @param place among the checkpoints; at the last one those that come are followed, while the run trains */
export function toCheckpoint(explore: Pick<Explore, 'epoch'>, checkpoints: readonly number[], place: number): void {
  explore.epoch = place >= checkpoints.length - 1 ? null : (checkpoints[Math.max(0, place)] ?? null)
}

/** Where what draws stands among them. */
export const placeInTime = ({ epoch }: Pick<Explore, 'epoch'>, checkpoints: readonly number[]): number =>
  epoch === null ? Math.max(0, checkpoints.length - 1) : Math.max(0, checkpoints.indexOf(epoch))
