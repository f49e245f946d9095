/** Dark or light: follows the system until somebody chooses. Sets `data-theme` on the document. */
import { preferences } from './preferences.svelte'

export type ThemeChoice = 'system' | 'dark' | 'light'

class Theme {
  private readonly light = matchMedia('(prefers-color-scheme: light)')
  private systemLight = $state(this.light.matches)
  readonly choice: ThemeChoice = $derived.by(() => {
    const kept = preferences.get('theme')
    return kept === 'dark' || kept === 'light' ? kept : 'system'
  })
  /** What is shown. Charts and canvases that read colours redraw when it changes. */
  readonly shown: 'dark' | 'light' = $derived(
    this.choice === 'system' ? (this.systemLight ? 'light' : 'dark') : this.choice
  )

  constructor() {
    this.light.addEventListener('change', () => {
      this.systemLight = this.light.matches
    })
  }

  choose(choice: ThemeChoice): void {
    preferences.set('theme', choice, 0)
  }
}

export const theme = new Theme()
