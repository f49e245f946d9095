/**
 * IDX, the form of MNIST's files: two zero bytes, a type, the number of axes, each axis as 32 bits, then the values.
 */

export interface IdxHeader {
  /** Lengths of the axes, the outermost first. */
  shape: number[]
  /** Bytes before the first value. */
  bytes: number
}

const unsignedByte = 0x08

/** Null while too few bytes have come. @throws where it is no IDX file of unsigned bytes with `axes` axes */
export function readIdxHeader(start: Buffer, axes: number): IdxHeader | null {
  const bytes = 4 + 4 * axes
  if (start.length < bytes) return null
  if (start.readUInt16BE(0) !== 0 || start[2] !== unsignedByte || start[3] !== axes)
    throw new Error(`It is not an IDX file of bytes with ${axes} axes.`)
  return { shape: Array.from({ length: axes }, (_, i) => start.readUInt32BE(4 + 4 * i)), bytes }
}

/**
 * Passes the values on as they come, checked against the header.
 * @returns the header's shape
 * @throws where the file is of another kind, or shorter or longer than its header says
 */
export async function readIdx(
  body: AsyncIterable<Buffer>,
  axes: number,
  values: (bytes: Buffer) => void | Promise<void>
): Promise<number[]> {
  let start: Buffer = Buffer.alloc(0)
  let header: IdxHeader | null = null
  let count = 0
  for await (const chunk of body) {
    let rest = chunk
    if (!header) {
      start = Buffer.concat([start, chunk])
      header = readIdxHeader(start, axes)
      if (!header) continue
      rest = start.subarray(header.bytes)
    }
    count += rest.length
    // What is too much is not passed on.
    if (count > product(header.shape)) break
    await values(rest)
  }
  if (!header || count !== product(header.shape))
    throw new Error('The IDX file has another length than its header says.')
  return header.shape
}

const product = (shape: number[]): number => shape.reduce((all, length) => all * length, 1)
