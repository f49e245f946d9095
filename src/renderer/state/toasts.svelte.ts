/** Short messages in the corner: what was done (with Undo), notices from the studio, errors that belong to no form. */
import { RequestError } from './transport'
import { printed } from './words'

export interface ToastAction {
  label: string
  run: () => void
}
export interface Toast {
  id: number
  level: 'info' | 'warning' | 'error'
  message: string
  action?: ToastAction
  /** Called once it is not shown any more. */
  gone?: () => void
}

/** Long enough to read and to reach Undo; errors stay until they are closed. */
const shownFor = { info: 6000, warning: 12_000, error: Infinity }

class Toasts {
  list = $state.raw<readonly Toast[]>([])
  private next = 1
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>()

  show(message: string, options: Partial<Pick<Toast, 'level' | 'action' | 'gone'>> = {}): void {
    const { level = 'info', action, gone } = options
    // The same sentence twice is one toast, shown anew.
    const same = this.list.find(toast => toast.message === message)
    if (same) this.dismiss(same.id)
    const toast: Toast = { id: this.next++, level, message, action, gone }
    for (const { id } of this.list.slice(0, -3)) this.dismiss(id)
    this.list = [...this.list, toast]
    this.arm(toast)
  }

  /** Shows what a failed request says. Give it to `.catch`. */
  readonly error = (problem: unknown): void => this.show(problemWords(problem), { level: 'error' })

  dismiss(id: number): void {
    clearTimeout(this.timers.get(id))
    this.timers.delete(id)
    this.list.find(toast => toast.id === id)?.gone?.()
    this.list = this.list.filter(toast => toast.id !== id)
  }

  /** Toasts wait while one of them is under the pointer or holds the focus. */
  hold(): void {
    for (const timer of this.timers.values()) clearTimeout(timer)
    this.timers.clear()
  }

  release(): void {
    for (const toast of this.list) this.arm(toast)
  }

  private arm(toast: Toast): void {
    const wait = shownFor[toast.level] + (toast.action ? 4000 : 0)
    if (wait === Infinity || this.timers.has(toast.id)) return
    this.timers.set(
      toast.id,
      setTimeout(() => this.dismiss(toast.id), wait)
    )
  }
}

export const toasts = new Toasts()

/** Any thrown thing as a sentence for people. */
export function problemWords(problem: unknown): string {
  if (problem instanceof RequestError) return printed(problem.message)
  return problem instanceof Error
    ? `Something went wrong in the window: ${problem.message}`
    : 'Something went wrong in the window.'
}
