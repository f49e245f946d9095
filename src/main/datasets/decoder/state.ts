/** What a file is told by for as long as nothing is written to it: the decoder says it of what it read. */
import type { Stats } from 'node:fs'

/** A file that changed so shortly before it was looked at may change again without another time, milliseconds. */
const tick = 20

/** Null where it changed a moment ago. */
export const stateOf = ({ size, mtimeMs, ctimeMs, ino }: Stats): string | null =>
  Date.now() - ctimeMs < tick ? null : `${size} ${mtimeMs} ${ctimeMs} ${ino}`
