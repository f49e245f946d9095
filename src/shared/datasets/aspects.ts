/** Shapes of pictures that can be told apart, and learnt: width to height. */

export interface Aspect {
  value: string
  /** Width over height. */
  ratio: number
  label: string
}

export const square: Aspect = { value: 'square', ratio: 1, label: 'Square' }

/** The upright ones first. */
export const aspects: readonly Aspect[] = [
  square,
  { value: '3:4', ratio: 3 / 4, label: '3:4 portrait' },
  { value: '2:3', ratio: 2 / 3, label: '2:3 portrait' },
  { value: '9:16', ratio: 9 / 16, label: '9:16 portrait' },
  { value: '4:3', ratio: 4 / 3, label: '4:3 landscape' },
  { value: '3:2', ratio: 3 / 2, label: '3:2 landscape' },
  { value: '16:9', ratio: 16 / 9, label: '16:9 landscape' }
]

/** A picture is of a shape that is so near, as a factor: what is cut off of it is a narrow strip. */
const near = 1.04

/** The shape that a picture has or nearly has; null where none is near. @param width, height pixels */
export function nearestAspect(width: number, height: number): Aspect | null {
  const off = ({ ratio }: Aspect): number => Math.abs(Math.log(width / height / ratio))
  const [best = square] = aspects.toSorted((a, b) => off(a) - off(b))
  return off(best) <= Math.log(near) ? best : null
}

/** Of so large a share of the pictures a shape is what they commonly have. */
const common = 0.5

/**
 * The shape that most pictures have, where that is no square, and the share that have it; else null.
 * @param counts of pictures by the name of their shape: a label in lower case, or another one
 */
export function commonAspect(
  counts: readonly { name: string; count: number }[]
): { value: string; share: number } | null {
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  for (const aspect of aspects) {
    const count = counts.find(({ name }) => name === aspect.label.toLowerCase())?.count ?? 0
    if (aspect !== square && count > common * total) return { value: aspect.value, share: count / total }
  }
  return null
}

export const aspectLabel = (value: string): string => aspects.find(aspect => aspect.value === value)?.label ?? value
