/** Undo as a value: replaced whole at every change. */
export interface History<T> {
  readonly past: readonly T[]
  readonly present: T
  readonly future: readonly T[]
}

const limit = 200

export const startHistory = <T>(present: T): History<T> => ({ past: [], present, future: [] })

/** A new present; what was undone before is forgotten. */
export const record = <T>(history: History<T>, present: T): History<T> => ({
  past: [...history.past, history.present].slice(-limit),
  present,
  future: []
})

/** One back, or the same history where there is no past. */
export function undo<T>(history: History<T>): History<T> {
  if (history.past.length === 0) return history
  const present = history.past[history.past.length - 1] as T
  return { past: history.past.slice(0, -1), present, future: [history.present, ...history.future] }
}

/** One forward again, or the same history where nothing was undone. */
export function redo<T>(history: History<T>): History<T> {
  if (history.future.length === 0) return history
  const [present, ...future] = history.future as [T, ...T[]]
  return { past: [...history.past, history.present], present, future }
}
