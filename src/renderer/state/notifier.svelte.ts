/**
 * Tells through the system that a run has ended or needs a decision, where somebody asked for it and has the window not
 * in front. Asked for run by run, in its menu: the system's own question comes then, and never unasked.
 */
import type { Run, RunEvent } from '../../shared/domain'
import { preferences, type Json } from './preferences.svelte'
import { router } from './router.svelte'
import { studio } from './studio.svelte'
import { toasts } from './toasts.svelte'
import { on, type Transport } from './transport'
import { lengthWords } from '../../shared/run-length'
import { count, lasted, shortened } from './words'

interface Kept {
  get: (key: string) => Json | undefined
  set: (key: string, value: Json) => void
}

export class Notifier {
  /** False where the system has no such thing. */
  readonly possible = 'Notification' in globalThis

  constructor(
    private readonly wire: Pick<Transport, 'on'>,
    private readonly kept: Kept,
    private readonly runs: { get: (id: string) => Pick<Run, 'name'> | undefined },
    private readonly open: (run: string) => void
  ) {}

  wants(run: string): boolean {
    return this.kept.get(keyOf(run)) === true
  }

  async toggle(run: string): Promise<void> {
    if (this.wants(run)) return this.kept.set(keyOf(run), false)
    if ((await Notification.requestPermission()) === 'granted') this.kept.set(keyOf(run), true)
    else
      toasts.show(
        'Notifications from Atelier are not allowed here. Allow them where the system or the browser keeps ' +
          'such permissions, then choose it again.',
        { level: 'warning' }
      )
  }

  /** Gives back what stops it. */
  listen(): () => void {
    const stops = [
      this.wire.on('runChanged', run => {
        const words = endWords(run)
        if (!words || !this.wants(run.id)) return
        // Asked for one end: if it goes on afterwards, that is another.
        this.kept.set(keyOf(run.id), false)
        this.show(run.id, words, run.id)
      }),
      this.wire.on('health', ({ run, news }) => {
        const name = this.runs.get(run)?.name
        // What ends a run is told as its failing.
        if (news?.level !== 'warning' || name === undefined || !this.wants(run)) return
        this.show(run, decisionWords(name, news), `${run} ${news.kind}`)
      })
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  /** The tag makes one of several windows' notifications. */
  private show(run: string, { title, body }: Words, tag: string): void {
    if (!document.hidden && document.hasFocus()) return
    const notification = new Notification(title, { body, tag })
    notification.onclick = () => {
      window.focus()
      this.open(run)
    }
  }
}

interface Words {
  title: string
  body: string
}

const decisionWords = (name: string, { message, advice }: RunEvent): Words => ({
  title: `“${shortened(name)}” needs a decision`,
  body: `${message} ${advice}`.trimEnd()
})

/** Null while it has not ended, or somebody ended it by hand. */
function endWords(run: Run): Words | null {
  const name = `“${shortened(run.name)}”`
  switch (run.status) {
    case 'finished':
      return { title: `${name} is finished`, body: `${lengthWords(run)} in ${lasted(run.seconds)}.` }
    case 'failed':
      return { title: `${name} failed`, body: run.error ?? `After epoch ${count(run.epoch)} of ${count(run.epochs)}.` }
    case 'interrupted':
      return {
        title: `${name} was interrupted`,
        body: run.error ?? `After epoch ${count(run.epoch)} of ${count(run.epochs)}.`
      }
    default:
      return null
  }
}

const keyOf = (run: string): string => `run/${run}/notify`

export const notifier = new Notifier({ on }, preferences, studio.runs, run => router.go({ screen: 'run', id: run }))
