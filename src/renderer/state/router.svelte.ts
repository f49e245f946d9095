/** Which screen is shown. Kept between starts; Back and Forward of the window work. */
import { preferences } from './preferences.svelte'

export type Place =
  | { screen: 'welcome' }
  | { screen: 'dataset'; id: string }
  | { screen: 'run'; id: string }
  | { screen: 'sweep'; id: string }
  | { screen: 'queue' }
  | { screen: 'compare'; ids: readonly string[] }

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
    history.pushState({ ...place, ...('ids' in place ? { ids: [...place.ids] } : {}) }, '')
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

  /** Where what is shown is gone; of several runs the others stay. */
  leaveOut(exists: (id: string) => boolean): void {
    const { place } = this
    const all = idsOf(place)
    const ids = all.filter(exists)
    if (ids.length === all.length) return
    this.replace(place.screen === 'compare' && ids.length > 1 ? { screen: 'compare', ids } : { screen: 'welcome' })
  }

  private keep(): void {
    const { place } = this
    preferences.set('place', 'ids' in place ? { screen: place.screen, ids: [...place.ids] } : { ...place }, 0)
  }
}

export const router = new Router()

const samePlace = (a: Place, b: Place): boolean => a.screen === b.screen && idsOf(a).join() === idsOf(b).join()

/** What it shows: a run, a dataset, a sweep, several runs. */
export const idsOf = (place: Place): readonly string[] => ('id' in place ? [place.id] : 'ids' in place ? place.ids : [])

function placeFrom(kept: unknown): Place | null {
  if (typeof kept !== 'object' || kept === null || !('screen' in kept)) return null
  const { screen } = kept
  if (screen === 'welcome' || screen === 'queue') return { screen }
  if ((screen === 'run' || screen === 'dataset' || screen === 'sweep') && 'id' in kept && typeof kept.id === 'string')
    return { screen, id: kept.id }
  if (screen === 'compare' && 'ids' in kept && Array.isArray(kept.ids))
    return { screen: 'compare', ids: kept.ids.filter(id => typeof id === 'string').slice(0, mostCompared) }
  return null
}

/** Runs side by side: more are no longer seen at once. */
export const mostCompared = 6
