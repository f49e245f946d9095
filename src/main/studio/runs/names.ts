/** The name of another one of the same: of "Discs 2" beside "Discs" that is "Discs 3", not "Discs 2 2". */
export function nextName(name: string, taken: readonly string[]): string {
  const base = name.replace(/ \d+$/, '')
  return freeName(taken.includes(base) ? base : name, taken)
}

/** The name, or "name 2", "name 3" … when it is taken. */
export function freeName(name: string, taken: Iterable<string>): string {
  const others = new Set(taken)
  if (!others.has(name)) return name
  for (let number = 2; ; number++) {
    const next = `${name} ${number}`
    if (!others.has(next)) return next
  }
}
