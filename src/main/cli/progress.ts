/** One line on stderr that is written over again and again, where that is a terminal; nothing elsewhere. */
import { duration } from './output'

const barWidth = 24

export class ProgressLine {
  private shown = false

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  /** `secondsLeft` null: not known. */
  show(label: string, done: number, total: number | null, secondsLeft: number | null, more = '', unit?: 'bytes'): void {
    if (!this.stream.isTTY) return
    const words = [label]
    if (total !== null && total > 0)
      words.push(
        bar(done / total),
        unit === 'bytes' ? `${Math.round(done / 1e6)}/${Math.round(total / 1e6)} MB` : `${done}/${total}`
      )
    else if (done > 0) words.push(String(done))
    if (more) words.push(more)
    if (secondsLeft !== null) words.push(`${duration(secondsLeft)} left`)
    const width = (this.stream.columns ?? 80) - 1
    this.stream.write(`\r\u001b[K${words.join('  ').slice(0, width)}`)
    this.shown = true
  }

  /** Before anything else is written to the terminal. */
  clear(): void {
    if (this.shown) this.stream.write('\r\u001b[K')
    this.shown = false
  }
}

export function bar(part: number): string {
  const full = Math.round(Math.min(1, Math.max(0, part)) * barWidth)
  return '█'.repeat(full) + '░'.repeat(barWidth - full)
}
