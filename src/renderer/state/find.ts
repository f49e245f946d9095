/** What the palette lists, and what a search finds of it. Pure. */

export interface Command {
  key: string
  label: string
  /** Said beside it, and searched as well. */
  detail: string
  shortcut?: string
  run: () => void
}
export interface Group {
  title: string
  commands: readonly Command[]
}

/** Of a group; more help nobody. */
const most = 8

/** What a search finds, at most a few of each kind. All its words have to be somewhere. */
export function find(groups: readonly Group[], search: string): Group[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const matches = ({ label, detail }: Command): boolean => {
    const text = `${label} ${detail}`.toLocaleLowerCase()
    return words.every(word => text.includes(word))
  }
  const starts = ({ label }: Command): number => (label.toLocaleLowerCase().startsWith(words[0] ?? '') ? 0 : 1)
  return groups
    .map(({ title, commands }) => ({
      title,
      commands: commands
        .filter(matches)
        .toSorted((a, b) => starts(a) - starts(b))
        .slice(0, most)
    }))
    .filter(({ commands }) => commands.length > 0)
}
