import type { SamplePixels } from '../../engine/protocol'

/** A frame as it is read: the epoch's samples, and the words below them. */
export interface Shot {
  samples: () => Promise<SamplePixels>
  caption: string | null
}
