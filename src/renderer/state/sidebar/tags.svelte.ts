/** Words that somebody put on runs, to find them by. */
import { preferences } from '../preferences.svelte'

const keyOf = (run: string): string => `run/${run}/tags`
/** Letters of one, and how many a run may have. */
const [longest, most] = [40, 12]

/** "baseline, 64 px" → the tags, each once. */
export const tagsFrom = (text: string): string[] =>
  [...new Set(text.split(',').map(tag => tag.trim().replace(/^#/, '').slice(0, longest)))]
    .filter(Boolean)
    .slice(0, most)

class Tags {
  /** Whose are being edited; empty: nobody's. */
  editing = $state.raw<readonly string[]>([])

  of(run: string): readonly string[] {
    const kept = preferences.get(keyOf(run))
    return Array.isArray(kept) ? kept.filter(tag => typeof tag === 'string') : []
  }

  /** Of several: those that all have. */
  common(runs: readonly string[]): readonly string[] {
    const [first = [], ...others] = runs.map(run => this.of(run))
    return first.filter(tag => others.every(tags => tags.includes(tag)))
  }

  /** What all had in common is replaced; tags that only some have stay theirs. */
  set(runs: readonly string[], next: readonly string[]): void {
    const common = this.common(runs)
    for (const run of runs)
      preferences.set(keyOf(run), [...new Set([...this.of(run).filter(tag => !common.includes(tag)), ...next])], 0)
  }
}

export const tags = new Tags()
