import { createHash } from 'node:crypto'

/** What a file in targets/ exports as its default: a hand-written reader under attack. */
export interface FuzzTarget {
  /**
   * Reads one file's bytes and checks whatever can be checked of the outcome.
   * @returns what was read, in a short word (a digest); null where the file was refused with a sentence
   * @throws anything else: a fault. So are a hang, a crash and memory beyond `memory`.
   */
  read: (bytes: Buffer) => Promise<string | null> | string | null
  /**
   * Puts a changed file's checksums right again, so that what lies behind them is reached too; used for every second
   * case.
   */
  mend?: (bytes: Buffer) => Buffer
  /** Bytes that reading one file may take beyond what the process takes anyway; default 256 MB. */
  memory?: number
  /** One file may take so long; default 5. */
  seconds?: number
}

/** A short word for what was read. */
export function digest(...parts: (string | number | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(typeof part === 'number' ? `${part},` : part)
  return hash.digest('hex').slice(0, 16)
}
