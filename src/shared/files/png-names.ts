/** What pictures are called once something was made of them. */

/**
 * A name each, of its own: of cat.jpg and cat.bmp the second becomes cat.bmp.png; of three cat.png the last cat.3.png.
 * Folders stay. @param names with their endings, `/` between folders
 */
export function pngNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map(name => {
    const own = freeName(name, taken)
    taken.add(own)
    return own
  })
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  const stem = name.replace(/(?<=[^/])\.[^./]*$/, '')
  const names = [`${stem}.png`, ...(name.toLowerCase().endsWith('.png') ? [] : [`${name}.png`])]
  const free = names.find(each => !taken.has(each))
  if (free !== undefined) return free
  for (let number = 2; ; number++) if (!taken.has(`${stem}.${number}.png`)) return `${stem}.${number}.png`
}
