/** Parts one after another, copied once. */

export const joinBytes = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  filled(new Uint8Array(lengthOf(parts)), parts)

export const joinFloats = (parts: readonly Float32Array[]): Float32Array<ArrayBuffer> =>
  filled(new Float32Array(lengthOf(parts)), parts)

const lengthOf = (parts: readonly { length: number }[]): number => parts.reduce((sum, { length }) => sum + length, 0)

function filled<P extends { length: number }, T extends { set: (part: P, at: number) => void }>(
  whole: T,
  parts: readonly P[]
): T {
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
