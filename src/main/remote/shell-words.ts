/** Words for the shell of another machine. */

/** One word as sh reads it, whatever is in it. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** A command and its words. */
export const shellCommand = (words: readonly string[]): string => words.map(shellWord).join(' ')
