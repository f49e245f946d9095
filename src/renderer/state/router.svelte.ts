/** Which screen is shown. Kept between starts; Back and Forward of the window work. */
import { preferences } from './preferences.svelte'

export type Place = { screen: 'welcome' } | { screen: 'dataset'; id: string } | { screen: 'run'; id: string }

class Router {
  place = $state.raw<Place>({ screen: 'welcome' })

  constructor() {
    addEventListener('popstate', event => {
      this.place = placeFrom(event.state) ?? this.place
      this.keep()
    })
  }

  go(place: Place): void {
    if (samePlace(place, this.place)) return
    this.place = place
    history.pushState(place, '')
    this.keep()
  }

  /** Shows a place without a step in the history: at the start, and when what was shown is gone. */
  replace(place: Place): void {
    this.place = place
    history.replaceState(place, '')
    this.keep()
  }

  /** Where the window was when it was closed. */
  restore(): void {
    this.replace(placeFrom(preferences.get('place')) ?? { screen: 'welcome' })
  }

  private keep(): void {
    preferences.set('place', { ...this.place }, 0)
  }
}

export const router = new Router()

export const samePlace = (a: Place, b: Place): boolean =>
  a.screen === b.screen && ('id' in a ? a.id : '') === ('id' in b ? b.id : '')

function placeFrom(kept: unknown): Place | null {
  if (typeof kept !== 'object' || kept === null || !('screen' in kept)) return null
  if (kept.screen === 'welcome') return { screen: 'welcome' }
  if ((kept.screen === 'run' || kept.screen === 'dataset') && 'id' in kept && typeof kept.id === 'string')
    return { screen: kept.screen, id: kept.id }
  return null
}
