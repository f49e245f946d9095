/** A stream of a file's bytes: whole, or in chunks of some lengths that have nothing to do with its parts. */
export async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? bytes.length
    yield bytes.subarray(at, at + size)
    at += size
  }
}

/** What is read must not depend on where the stream's chunks end. @throws where it does */
export async function alike(
  bytes: Buffer,
  read: (stream: AsyncGenerator<Buffer>) => Promise<string | null>
): Promise<string | null> {
  const whole = await read(inPieces(bytes, [bytes.length]))
  const pieces = await read(inPieces(bytes, [1, 511, 7, 2, 3000]))
  if (whole !== pieces) throw new Error(`Whole it reads ${whole}, in pieces ${pieces}.`)
  return whole
}
