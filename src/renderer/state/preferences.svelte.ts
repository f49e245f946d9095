/**
 * Small things the window remembers between starts, by key. Reading is immediate once loaded; writing is debounced,
 * and what is still waiting is sent when the page is hidden.
 */
import { SvelteMap } from 'svelte/reactivity'
import { request } from './transport'

/** What JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

class Preferences {
  private readonly values = new SvelteMap<string, Json>()
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>()

  async load(): Promise<void> {
    for (const [key, value] of Object.entries(await request('preferences', {}))) {
      if (!this.waiting.has(key)) this.values.set(key, value)
    }
    addEventListener('pagehide', () => this.flush())
    document.addEventListener('visibilitychange', () => { if (document.hidden) this.flush() })
  }

  get(key: string): Json | undefined {
    return this.values.get(key)
  }

  /** Writes after `delay` milliseconds without another write to the same key. */
  set(key: string, value: Json, delay = 400): void {
    this.values.set(key, value)
    clearTimeout(this.waiting.get(key))
    this.waiting.set(key, setTimeout(() => this.send(key), delay))
  }

  flush(): void {
    for (const key of [...this.waiting.keys()]) this.send(key)
  }

  private send(key: string): void {
    clearTimeout(this.waiting.get(key))
    this.waiting.delete(key)
    // A preference that could not be kept is no reason to disturb anybody: it is sent again with its next change.
    request('setPreference', { key, value: this.values.get(key) ?? null }).catch(() => {})
  }
}

export const preferences = new Preferences()
