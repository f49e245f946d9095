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

/** What a name shorter than this would take along is more than it hides. */
const shortest = 3

/**
 * Longer words first, so that a folder goes before the name at its end. Tokens, and passwords in addresses, go whatever
 * they are called.
 */
export function redact(
  text: string,
  { workspace, names, home = homedir(), user = userInfo().username, host = hostname() }: Private
): string {
  const words: [word: string, instead: string][] = [
    [workspace, '<workspace>'],
    [home, '<home>'],
    ...[...new Set(names)].map((name, i): [string, string] => [name, `<name ${i + 1}>`])
  ]
  words.sort(([a], [b]) => b.length - a.length)
  let out = text
  for (const [word, instead] of words) if (word.length >= shortest) out = out.replaceAll(word, instead)
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

const escaped = (word: string): string => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
