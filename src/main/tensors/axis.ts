/** What must be there, or is missed by name: axes of tensors, entries of lists. */

/** Length of an axis, counted from the end where negative. @throws Error naming the shape where it has no such axis */
export function axis({ shape }: { shape: readonly number[] }, index: number): number {
  const length = shape.at(index)
  if (length === undefined) throw new Error(`A tensor of shape [${shape.join(', ')}] has no axis ${index}.`)
  return length
}

/** An entry of a list. @param what it is one of, for the message @throws Error where there is none */
export function entry<T>(list: ArrayLike<T>, index: number, what: string): T {
  const found = list[index]
  if (found === undefined) throw new Error(`There are ${list.length} ${what}; there is no number ${index}.`)
  return found
}
