/**
 * Tells through the system that a run has ended, where somebody asked for it and does not see the window. Asked for run
 * by run, in its menu: the system's own question comes then, and never unasked.
 */
import type { Run } from '../../shared/domain'
import { preferences, type Json } from './preferences.svelte'
import { router } from './router.svelte'
import { toasts } from './toasts.svelte'
import { on, type Transport } from './transport'
import { counted, duration, shortened } from './words'

interface Kept { get: (key: string) => Json | undefined; set: (key: string, value: Json) => void }

export class Notifier {
  /** False where the system has no such thing. */
  readonly possible = 'Notification' in globalThis

  constructor(private readonly wire: Pick<Transport, 'on'>, private readonly kept: Kept, private readonly open: (run: string) => void) {}

  wants(run: string): boolean {
    return this.kept.get(keyOf(run)) === true
  }

  async toggle(run: string): Promise<void> {
    if (this.wants(run)) return this.kept.set(keyOf(run), false)
    if (await Notification.requestPermission() === 'granted') this.kept.set(keyOf(run), true)
    else toasts.show('Notifications from Atelier are not allowed here. Allow them where the system or the browser keeps such permissions, then choose it again.', { level: 'warning' })
  }

  /** Gives back what stops it. */
  listen(): () => void {
    return this.wire.on('runChanged', run => {
      const words = endWords(run)
      if (!words || !this.wants(run.id)) return
      // Asked for one end: if it goes on afterwards, that is another.
      this.kept.set(keyOf(run.id), false)
      if (document.hidden) this.show(run, words)
    })
  }

  private show(run: Run, { title, body }: Words): void {
    // The tag makes one of several windows' notifications.
    const notification = new Notification(title, { body, tag: run.id })
    notification.onclick = () => {
      window.focus()
      this.open(run.id)
    }
  }
}

interface Words { title: string; body: string }

/** Null while it has not ended, or somebody ended it by hand. */
function endWords(run: Run): Words | null {
  const name = `“${shortened(run.name)}”`
  switch (run.status) {
    case 'finished': return { title: `${name} is finished`, body: `${counted(run.epochs, 'epoch')} in ${duration(run.seconds)}.` }
    case 'failed': return { title: `${name} failed`, body: run.error ?? `After epoch ${run.epoch} of ${run.epochs}.` }
    case 'interrupted': return { title: `${name} was interrupted`, body: run.error ?? `After epoch ${run.epoch} of ${run.epochs}.` }
    default: return null
  }
}

const keyOf = (run: string): string => `run/${run}/notify`

export const notifier = new Notifier({ on }, preferences, run => router.go({ screen: 'run', id: run }))
