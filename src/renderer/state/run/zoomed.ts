/** Which part of a horizontal axis is in sight. Pure. */

export interface Span {
  from: number
  to: number
}

/** The smallest part worth looking at, of all there is. */
const closest = 1 / 2000

/** Closer (`factor` below 1) or further away, with what is under the pointer staying there; null: all of it. */
export function zoomed(span: Span | null, whole: Span, at: number, factor: number): Span | null {
  const { from, to } = span ?? whole
  const all = whole.to - whole.from
  const length = Math.max(all * closest, (to - from) * factor)
  if (length >= all) return null
  const share = Math.min(1, Math.max(0, (at - from) / (to - from)))
  return within({ from: at - share * length, to: at + (1 - share) * length }, whole)
}

/** Moved along by so much. */
export const panned = ({ from, to }: Span, whole: Span, by: number): Span =>
  within({ from: from + by, to: to + by }, whole)

function within({ from, to }: Span, whole: Span): Span {
  const back = Math.max(0, whole.from - from) - Math.max(0, to - whole.to)
  return { from: from + back, to: to + back }
}
