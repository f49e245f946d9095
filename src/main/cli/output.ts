/** What the command line says: answers on stdout (text, or JSON with --json), everything else on stderr. */
import type { Measure } from '../../shared/domain'
import { isUnforeseen, readable } from '../lib/failures'
import { outliveStreams, toStdout } from '../lib/streams'

/** Wrong words on the command line: exit status 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}

export class Output {
  private readonly said: string[] = []

  constructor(readonly json: boolean) {
    // Whoever reads us may stop reading (`| head`): that ends our words, not a training.
    outliveStreams()
  }

  /** One JSON document or line, or its text. */
  say(value: unknown, text: string | string[]): void {
    const words = this.json ? JSON.stringify(value) : printable([text].flat().join('\n'))
    if (words) toStdout(`${words}\n`)
  }

  /** Only with --json. */
  line(value: unknown): void {
    if (this.json) toStdout(`${JSON.stringify(value)}\n`)
  }

  /** Only without --json. */
  text(words: string): void {
    if (!this.json) toStdout(`${printable(words)}\n`)
  }

  aside(words: string): void {
    this.said.push(words)
    process.stderr.write(`${printable(words)}\n`)
  }

  /**
   * One sentence on stderr, with --json also a line on stdout; below what nobody foresaw, its stack.
   * @returns the exit status
   */
  fail(error: unknown): 1 | 2 {
    const usage = error instanceof UsageError
    const found = usage ? null : readable(error)
    const { code, message } = found ?? { code: 'bad-input', message: error instanceof Error ? error.message : '' }
    this.line({ event: 'error', code, message })
    // That nothing can be written is said when a workspace is opened.
    if (!this.said.some(words => words.startsWith(message))) this.aside(message)
    if (found && isUnforeseen(found)) this.aside(String(found.cause instanceof Error ? found.cause.stack : found.stack))
    return usage ? 2 : 1
  }
}

/** Names of files may hold what a terminal takes for orders: colours, titles, what was there before wiped out. */
// oxlint-disable-next-line no-control-regex -- they are just what must not pass
const printable = (words: string): string => words.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd')

/** As JSON has it: how a window shows its kind, in sentences with gaps, is no fact of it. */
export const withoutTraits = <T extends { examples: unknown; sheet?: unknown }>({
  examples: _,
  sheet: __,
  ...rest
}: T): Omit<T, 'examples' | 'sheet'> => rest

/** Columns padded to their widest cell, two spaces between. */
export function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  return rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  )
}

/** Columns of the terminal; of what is piped elsewhere, as many as are comfortably read. */
const terminalWidth = (): number => process.stdout.columns || 100

/** Words in lines that fit the terminal. @param indent before each of them */
export function wrapped(words: string, indent = '', width = terminalWidth()): string[] {
  const lines: string[] = []
  for (const word of words.split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(indent + word)
  }
  return lines
}

/** 75 → "1 min 15 s". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

/** What is only guessed, without seconds that nobody knows: 247 → "4 min". */
export function roughly(seconds: number): string {
  if (seconds < 60) return `${Math.max(5, 5 * Math.round(seconds / 5))} s`
  if (seconds < 3570) return `${Math.round(seconds / 60)} min`
  return duration(600 * Math.round(seconds / 600))
}

/** A measure as people read it; a dash where it was not taken. */
export const measureWords = ({ share }: Measure, value: number | undefined): string =>
  value === undefined ? '–' : share ? `${Math.round(100 * value)} %` : value.toFixed(3)
