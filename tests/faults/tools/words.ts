/** Words of the system and of programmers, which nobody should have to read. */

const raw = [
  /\bE(NOSPC|ROFS|IO|FBIG|NOENT|ACCES|PERM|EXIST|MFILE|PIPE|ISDIR|NOTDIR|DQUOT|BADF|INVAL)\b/,
  /\bSQLITE_[A-Z]+/,
  /readonly database/,
  /disk image is malformed/,
  /disk I\/O error/,
  /database or disk is full/,
  /no such (table|column)/,
  /already exists\b.*\btable\b|\btable \w+ already exists/,
  /ZodError/,
  /"invalid_type"|invalid_union/,
  /unhandled/i,
  /^\s+at .*:\d+:\d+\)?$/m,
  /\bTypeError\b|\bRangeError\b|\bReferenceError\b/,
  /\[object \w+\]/,
  /Node\.js v\d/
]

/** @returns the first raw word with its line, or null where everything is plain English */
export function rawWord(text: string): string | null {
  const line = text.split('\n').find(each => raw.some(pattern => pattern.test(each)))
  return line === undefined ? null : line.trim().slice(0, 200)
}
