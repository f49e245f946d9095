/** Packed pairs: each input's bytes, then its target's. */

/** Rows of pairs apart. @param pictureBytes of one picture @returns as many pictures each, one after another */
export function unpaired(rows: Uint8Array, pictureBytes: number): { inputs: Uint8Array; targets: Uint8Array } {
  const [inputs, targets] = [new Uint8Array(rows.length / 2), new Uint8Array(rows.length / 2)]
  for (let from = 0; from < inputs.length; from += pictureBytes) {
    inputs.set(rows.subarray(2 * from, 2 * from + pictureBytes), from)
    targets.set(rows.subarray(2 * from + pictureBytes, 2 * (from + pictureBytes)), from)
  }
  return { inputs, targets }
}
