/** The name, or "name 2", "name 3" … when it is taken. */
export function freeName(name: string, taken: Iterable<string>): string {
  const others = new Set(taken)
  if (!others.has(name)) return name
  for (let number = 2; ; number++) {
    const next = `${name} ${number}`
    if (!others.has(next)) return next
  }
}
