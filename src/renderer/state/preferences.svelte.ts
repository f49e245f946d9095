/**
 * Small things the window remembers between starts, by key. Reading is immediate once loaded; writing is debounced,
 * and what is still waiting is sent when the page is hidden.
 */
import { SvelteMap } from 'svelte/reactivity'
import type { Input } from '../../shared/ipc'
import type { Json } from '../../shared/json'
import { ask } from './ask.svelte'
import { problemWords, toasts } from './toasts.svelte'
import { request, RequestError } from './transport'
import { counted } from './words'

export type { Json } from '../../shared/json'

class Preferences {
  private readonly values = new SvelteMap<string, Json>()
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>()

  private toldOfRoom = false

  /** Never rejects: a window that cannot read them starts without, says so, and offers to forget them. */
  async load(): Promise<void> {
    addEventListener('pagehide', () => this.flush())
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.flush()
    })
    try {
      for (const [key, value] of Object.entries(await request('preferences', {}))) {
        if (!this.waiting.has(key)) this.values.set(key, value)
      }
      const { length } = await request('unreadablePreferences', {}).catch(() => [])
      if (length > 0)
        this.tell(
          `${counted(length, 'thing')} that windows were to remember cannot be read ` +
            `and ${length === 1 ? 'is' : 'are'} left out; everything else is there.`,
          'unreadable'
        )
    } catch (problem) {
      // Whether the studio answers at all, the requests after this one find out.
      if (problem instanceof RequestError && problem.code === 'disconnected') return
      this.tell(
        'What this window remembers cannot be read, so it starts without: no theme, sliders or last ' +
          `screen. ${problemWords(problem)}`,
        'all'
      )
    }
  }

  private tell(message: string, which: Input<'forgetPreferences'>['which']): void {
    const forgetNow = (): void => {
      request('forgetPreferences', { which }).then(
        () => toasts.show('Forgotten. From now on this window remembers anew.'),
        toasts.error
      )
    }
    // What can be read of them would go, too, and does not come back.
    const forget = (): void =>
      which === 'all'
        ? ask.open({
            title: 'Forget everything that windows remember?',
            message:
              'Theme, last screen, unfinished forms, and of every run its sliders and pins are forgotten, also ' +
              'those that another window can read. Runs and pictures stay as they are.',
            action: 'Forget everything',
            run: forgetNow
          })
        : forgetNow()
    toasts.show(message, { level: 'error', action: { label: 'Forget them', run: forget } })
  }

  get(key: string): Json | undefined {
    return this.values.get(key)
  }

  /** Writes after `delay` milliseconds without another write to the same key. */
  set(key: string, value: Json, delay = 400): void {
    this.values.set(key, value)
    clearTimeout(this.waiting.get(key))
    this.waiting.set(
      key,
      setTimeout(() => this.send(key), delay)
    )
  }

  flush(): void {
    for (const key of [...this.waiting.keys()]) this.send(key)
  }

  private send(key: string): void {
    clearTimeout(this.waiting.get(key))
    this.waiting.delete(key)
    // One that could not be kept is sent again with its next change. That there is no room for any is said once.
    request('setPreference', { key, value: this.values.get(key) ?? null }).catch((problem: unknown) => {
      if (this.toldOfRoom || !(problem instanceof RequestError) || problem.code !== 'conflict') return
      this.toldOfRoom = true
      toasts.error(problem)
    })
  }
}

export const preferences = new Preferences()
