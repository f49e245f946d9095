/** Takes out of a text what is nobody else's business: names that people gave, where their folders lie, and secrets. */
import { homedir, hostname, userInfo } from 'node:os'

export interface Private {
  /** Folder that keeps everything. */
  workspace: string
  /** Names and folders of datasets, names of runs and classes. */
  names: readonly string[]
  home?: string
  user?: string
  host?: string
}

/** What a word shorter than this would take along is more than it hides. */
const shortest = 3

/**
 * Longer words first, so that a folder goes before the name at its end. Tokens, and passwords in addresses, go whatever
 * they are called.
 */
export function redact(
  text: string,
  { workspace, names, home = homedir(), user = userInfo().username, host = hostname() }: Private
): string {
  const words: [word: string, instead: string, pattern: RegExp][] = [
    ...[[workspace, '<workspace>'] as const, [home, '<home>'] as const].flatMap(
      ([word, instead]): [string, string, RegExp][] =>
        word.length < shortest ? [] : [[word, instead, new RegExp(escaped(word), 'g')]]
    ),
    ...[...new Set(names)].map((name, i): [string, string, RegExp] => [name, `<name ${i + 1}>`, whole(name)])
  ]
  words.sort(([a], [b]) => b.length - a.length)
  let out = text
  for (const [word, instead, pattern] of words) if (word !== '') out = out.replaceAll(pattern, instead)
  for (const [word, instead] of [
    [user, '<user>'],
    [host, '<host>']
  ] as const) {
    // Part of other words as often as not.
    if (word.length >= shortest)
      out = out.replaceAll(new RegExp(`(?<![\\w.-])${escaped(word)}(?![\\w-])`, 'g'), instead)
  }
  return out
    .replaceAll(/(token[=.:/"' ]+)[\w.~+/=-]{16,}/gi, '$1<token>')
    .replaceAll(/#[\w-]{32,}/g, '#<token>')
    .replaceAll(/(\w+:\/\/)[^\s/@]+@/g, '$1<user>@')
}

/**
 * A name by itself: inside other words it would be replaced there too, and could be read back from what is left of
 * them. A very short one is a common word as well, and counts only where it is quoted or stands in a path.
 */
const whole = (name: string): RegExp =>
  name.length < shortest
    ? new RegExp(String.raw`(?<=["'“‘/\\])${escaped(name)}(?=["'”’/\\.])`, 'g')
    : new RegExp(String.raw`(?<![\p{L}\p{N}])${escaped(name)}(?![\p{L}\p{N}])`, 'gu')

const escaped = (word: string): string => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
