/** The window's frame: collapsed sidebar, open dialogs, the window's title, and the keys that work everywhere. */
import { tick } from 'svelte'
import { pauseOrContinue, stopAndSave } from './actions'
import { imports } from './datasets/imports.svelte'
import { preferences } from './preferences.svelte'
import { router } from './router.svelte'
import { studio } from './studio.svelte'
import { sweeps } from './sweeps/sweeps.svelte'
import { theme } from './theme.svelte'
import { toasts } from './toasts.svelte'
import { on } from './transport'

class Frame {
  shortcutsOpen = $state(false)
  binOpen = $state(false)
  paletteOpen = $state(false)
  /** A tab of the run that is shown, asked for from elsewhere; the run's screen takes it up. */
  wantedTab = $state<string | null>(null)
  readonly collapsed: boolean = $derived(preferences.get('sidebarCollapsed') === true)

  /** Training shows in the title, and so in the task bar: "7/50 Cats · Atelier". */
  readonly title: string = $derived.by(() => {
    const { training } = studio
    if (training)
      return (
        `${training.epoch}/${training.epochs}${training.status === 'paused' ? ' paused' : ''} ${training.name} · ` +
        'Atelier'
      )
    const { place } = router
    const shown =
      place.screen === 'run'
        ? studio.runs.get(place.id)
        : place.screen === 'dataset'
          ? studio.datasets.get(place.id)
          : place.screen === 'sweep'
            ? sweeps.all.get(place.id)
            : undefined
    return shown ? `${shown.name} · Atelier` : 'Atelier'
  })

  toggleSidebar(): void {
    preferences.set('sidebarCollapsed', !this.collapsed, 0)
  }

  async search(): Promise<void> {
    if (this.collapsed) this.toggleSidebar()
    await tick()
    document.getElementById('search')?.focus()
  }

  /** What the native menu asks for and concerns no screen in particular; the others listen themselves. */
  listen(): void {
    on('command', ({ command }) => {
      if (command === 'openFolder') imports.choose()
      else if (command === 'toggleSidebar') this.toggleSidebar()
      else if (command === 'toggleTheme') theme.choose(theme.shown === 'dark' ? 'light' : 'dark')
      else if (command === 'search') void this.search()
      else if (command === 'shortcuts') this.shortcutsOpen = true
      else this.command(command)
    })
  }

  /** For the run that is shown, or else the one that trains. */
  private command(command: 'pause' | 'stop' | 'export' | 'train'): void {
    const { place } = router
    const shown = place.screen === 'run' ? studio.runs.get(place.id) : undefined
    if (command === 'pause') void (pauseOrContinue(shown) ?? pauseOrContinue(studio.training))?.()
    else if (command === 'stop') void (stopAndSave(shown) ?? stopAndSave(studio.training))?.()
    else if (command !== 'train' && !shown) toasts.show('Open a run first: what is exported are its pictures.')
  }

  readonly onkeydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return
    const command = event.ctrlKey || event.metaKey
    const key = event.key.toLowerCase()
    if (command && key === 'b') {
      event.preventDefault()
      this.toggleSidebar()
    } else if (command && key === 'k') {
      event.preventDefault()
      this.paletteOpen = true
    } else if (command && key === 'o') {
      event.preventDefault()
      imports.choose()
    } else if (command && key === 'f') {
      event.preventDefault()
      void this.search()
    } else if (event.key === '?' && !isTyping(event.target)) {
      this.shortcutsOpen = true
    }
  }
}

/** Whether keys go into a text: then single letters are no shortcuts. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
}

export const frame = new Frame()
