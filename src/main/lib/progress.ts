/** How far long work is, and how it is called off: what whoever waits gives to the work. */

/**
 * Reported often while something long goes on; total is null while it is not known. They are numbers of things, unless
 * a unit says otherwise.
 */
export type Progress = (p: { label: string; done: number; total: number | null; unit?: 'bytes' }) => void

export interface WorkOptions {
  /** Aborting rejects with StudioError cancelled and leaves no file behind. */
  signal?: AbortSignal | undefined
  progress?: Progress | undefined
}

/** A share from 0 to 1 of `some` things after the `first` of `total`, as progress among them all. */
export const within =
  (progress: Progress | undefined, label: string, { first, some, total }: Record<'first' | 'some' | 'total', number>) =>
  (share: number): void =>
    progress?.({ label, done: first + Math.floor(share * some), total })
