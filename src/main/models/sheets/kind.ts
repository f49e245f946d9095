/** What a file of this folder declares: what the sheet of every epoch of a run shows, and how it is drawn. */
import type { SheetTraits } from '../../../shared/domain'

/** What a sheet is drawn with. Pictures are bytes, one after another, in shape of the model's own. */
export interface SheetSource {
  /** Training examples as they are packed, evenly from the dataset's first to its last. */
  examples: Uint8Array
  /** Bytes of one picture. */
  pictureBytes: number
  /** What `method` makes of pictures. @param latents with the run's fixed latents beside them */
  translate: (method: string, pictures: Uint8Array, latents: boolean) => Promise<Uint8Array>
  /** Encoded and decoded. */
  reconstruct: (pictures: Uint8Array) => Promise<Uint8Array>
}

export interface SheetKind {
  id: string
  traits: SheetTraits
  /** The latents that it shows, in place of those that the run's seed draws. @param count of pictures */
  latents?: (count: number) => { latents: Float32Array; columns: number }
  /** Sampling methods by name, each with values of the model's inputs that stay as they are; left out: `sample`. */
  methods?: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Examples are reconstructed: there must be an encoder, and one call takes them all. */
  reconstructs?: true
  /** As many pictures for each of `traits.rows`, from the top row down; left out where it shows samples alone. */
  draw?: (source: SheetSource) => Promise<readonly Uint8Array[]>
}
