/**
 * A few of a dataset's pictures as a network sees them with the settings as typed. Asked anew where one of those
 * settings changes; what is asked for meanwhile is called off.
 */
import { untrack } from 'svelte'
import type { Dataset, Framing, Settings, Sheet } from '../../../shared/domain'
import { Jobs, shortWait, type Wire } from '../jobs.svelte'
import { problemWords } from '../toasts.svelte'
import { wasCancelled } from '../transport'

/** What of the form it is about. */
export interface Typed {
  readonly recipe: { model: { id: string; alters: readonly string[] } } | undefined
  readonly settings: Settings
  readonly framing: Framing
  readonly invalid: boolean
  readonly seedReading: { value: unknown } | { problem: string } | null
}

/** Pictures, and how often each is shown as it is seen. */
const [count, times] = [3, 3]
/** Milliseconds in which more may be typed. */
const pause = 250

export class Seen {
  open = $state(false)
  /** Null before there is one, and where pictures are seen as they are. */
  sheet = $state.raw<Sheet | null>(null)
  words = $state('')
  problem = $state('')
  /** With these settings pictures are seen as they are. */
  untouched = $state(false)
  readonly jobs: Jobs

  /** Whether the recipe has settings that change pictures. */
  readonly offered: boolean = $derived.by(() => (this.typed.recipe?.model.alters.length ?? 0) > 0)
  /** All that what is shown depends on, in one word. */
  private readonly key: string = $derived.by(() => {
    const { recipe, settings, framing, seedReading, invalid } = this.typed
    if (!this.open || !this.offered || invalid || !recipe) return ''
    const own = recipe.model.alters.map(name => settings[name])
    return JSON.stringify([recipe.model.id, own, framing, seedReading])
  })

  constructor(
    private readonly dataset: Pick<Dataset, 'id'>,
    private readonly typed: Typed,
    wire: Wire
  ) {
    this.jobs = new Jobs(wire, shortWait)
  }

  /** For an effect: gives back what calls it off. */
  ask(): (() => void) | undefined {
    if (this.key === '') return
    const over = new AbortController()
    const timer = setTimeout(() => void untrack(() => this.draw(over.signal)), pause)
    return () => {
      clearTimeout(timer)
      over.abort()
    }
  }

  private async draw(signal: AbortSignal): Promise<void> {
    const { recipe, settings, framing, seedReading } = this.typed
    if (!recipe) return
    const { fit, zoom, position, background } = framing
    const seed = seedReading && 'value' in seedReading ? Number(seedReading.value) : 0
    try {
      const { sheet, words } = await this.jobs.ask(
        'Showing what the network sees',
        'previewSeen',
        {
          ...{ model: recipe.model.id, dataset: this.dataset.id, settings, seed, count, times },
          framing: { fit, zoom, position, background }
        },
        signal
      )
      if (signal.aborted) return
      this.sheet = sheet
      this.words = words
      this.untouched = sheet === null
      this.problem = ''
    } catch (problem) {
      if (signal.aborted || wasCancelled(problem)) return
      this.problem = problemWords(problem)
    }
  }
}
