/**
 * The form beside the pictures: which recipe, its settings as typed, the framing. Everything typed comes back after a
 * reload. Each recipe keeps its own changes, so that looking at another one loses nothing.
 */
import { framedShape } from '../../../shared/datasets/framed'
import type { Dataset, Framing, SettingDefinition, Settings } from '../../../shared/domain'
import type { Output } from '../../../shared/ipc'
import { settingsLeftBehind } from '../../../shared/start-words'
import { machines } from '../machines.svelte'
import { preferences, type Json } from '../preferences.svelte'
import { router } from '../router.svelte'
import { dividedSettings, type Divided } from './divided'
import { draftFrom } from './draft'
import { FramingChoice } from './framing-choice.svelte'
import { readSetting, seedDefinition, toRaw, type Raw, type Reading } from './settings-form'
import { withCards, type Recipe } from './recipes'
import { StartFrom, wanted } from './start-from.svelte'
import { studio } from '../studio.svelte'
import { problemWords } from '../toasts.svelte'
import { request } from '../transport'

/** Whole training; `rough` where no run here had steps of the same cost. And what pictures it makes. */
export type Estimate = Output<'estimateTraining'>

export class NewRun {
  recipes = $state.raw<readonly Recipe[]>([])
  /** Ways that can be chosen without knowing any model. */
  readonly cards: readonly Recipe[] = $derived(this.recipes.filter(({ card }) => card))
  /** Models by themselves. */
  readonly models: readonly Recipe[] = $derived(this.recipes.filter(({ card }) => !card))
  /** That there is no recipe is known, not just not known yet. */
  none = $state(false)
  problem = $state('')
  starting = $state(false)
  advancedOpen = $state(false)
  /** Grows when Train was asked for with a setting that cannot be used: show it. */
  refused = $state(0)
  name = $state('')
  seed = $state('')
  readonly how: FramingChoice
  readonly start: StartFrom
  private chosen = $state('')
  /** By recipe, only what differs from its suggestion. */
  private typed = $state<Record<string, Record<string, Raw>>>({})

  readonly recipe: Recipe | undefined = $derived(
    this.recipes.find(({ id }) => id === this.chosen) ??
      this.recipes.find(({ recommended }) => recommended) ??
      this.recipes[0]
  )
  private readonly definitions: readonly SettingDefinition[] = $derived(this.recipe?.model.settings ?? [])
  readonly divided: Divided = $derived.by(() =>
    dividedSettings(this.definitions, this.dataset.examples.framing !== 'none')
  )
  readonly important: readonly SettingDefinition[] = $derived(this.divided.important)
  readonly advanced: readonly SettingDefinition[] = $derived(this.divided.advanced)
  readonly changedAdvanced: number = $derived(
    this.advanced.filter(definition => this.isChanged(definition)).length + (this.seed.trim() === '' ? 0 : 1)
  )
  readonly seedReading: Reading | null = $derived(
    this.seed.trim() === '' ? null : readSetting(seedDefinition, this.seed)
  )
  readonly invalid: boolean = $derived(
    this.definitions.some(definition => 'problem' in this.reading(definition)) ||
      (this.seedReading !== null && 'problem' in this.seedReading)
  )

  /** How the network will see the pictures, as the form stands. */
  readonly framing: Framing = $derived.by(() => {
    const { recipe } = this
    const answer = this.changed && this.asked?.recipe === recipe ? this.asked?.estimate.image : recipe?.image
    const [height, width, channels] = answer ?? framedShape(this.dataset.framing)
    const colour = this.divided.colour && this.raw(this.divided.colour)
    return {
      size: width,
      ...(height === width ? {} : { height }),
      channels: (colour === undefined ? channels === 1 : colour === 'grey') ? 1 : 3,
      ...this.how.said
    }
  })

  /** Settings as typed; those that cannot be used are left out. */
  readonly settings: Settings = $derived(
    Object.fromEntries(
      this.definitions.flatMap(definition => {
        const reading = this.reading(definition)
        return 'value' in reading ? [[definition.key, reading.value]] : []
      })
    )
  )

  /** For the settings as typed; null where none is known. */
  readonly estimate: Estimate | null = $derived.by(() => {
    const { recipe } = this
    if (!recipe) return null
    const suggested =
      recipe.secondsEstimate === null
        ? null
        : { seconds: recipe.secondsEstimate, rough: recipe.rough, long: recipe.long, image: recipe.image }
    if (!this.changed) return suggested
    // What was said before is of other settings.
    return this.asked?.recipe === recipe && this.asked.settings === this.settings ? this.asked.estimate : null
  })
  private readonly changed: boolean = $derived(this.definitions.some(definition => this.isChanged(definition)))
  /** The answer for settings that differ from the suggestion. */
  private asked = $state.raw<{ recipe: Recipe; settings: Settings; estimate: Estimate } | null>(null)

  readonly epochs: number | null = $derived.by(() => {
    const definition = this.definitions.find(({ key }) => key === 'epochs')
    const reading = definition && this.reading(definition)
    return reading && 'value' in reading && typeof reading.value === 'number' ? reading.value : null
  })

  constructor(readonly dataset: Dataset) {
    this.how = new FramingChoice(dataset.framing)
    this.start = new StartFrom(dataset, () => this.keep())
    this.restore(preferences.get(this.draftKey))
  }

  async load(): Promise<void> {
    this.problem = ''
    try {
      const asked = { dataset: this.dataset.id }
      const [suited, ways] = await Promise.all([request('recommendModels', asked), request('listRecipes', asked)])
      this.recipes = withCards(suited, ways)
      this.none = this.recipes.length === 0
      if (wanted.run) this.startFrom(wanted.run, wanted.epoch)
      wanted.run = ''
    } catch (problem) {
      this.problem = problemWords(problem)
    }
  }

  /**
   * Asks how long changed settings take, and what pictures they make. For an effect: gives back what calls it off.
   */
  askTime(): (() => void) | undefined {
    const { recipe, settings } = this
    if (!recipe || !this.changed || this.invalid) return
    const timer = setTimeout(() => {
      request('estimateTraining', { model: recipe.model.id, dataset: this.dataset.id, settings }).then(
        estimate => {
          // Another answer is on its way where something was changed since.
          if (this.settings === settings) this.asked = { recipe, settings, estimate }
        },
        () => {}
      )
    }, 250)
    return () => clearTimeout(timer)
  }

  /** Begins with a run's weights, in its recipe and with its settings; empty: with new ones. */
  startFrom(run: string, epoch: number | null = null): void {
    this.start.choose(run, epoch)
    const { source } = this.start
    const recipe = source && this.models.find(({ id }) => id === source.model)
    if (!source || !recipe) return
    this.choose(source.model)
    for (const definition of recipe.model.settings) {
      const value = source.settings[definition.key]
      if (value !== undefined && !settingsLeftBehind.has(definition.key)) this.set(definition, toRaw(value))
    }
  }

  /** What of it fits the settings as typed. For an effect: gives back what calls it off. */
  askStart(): (() => void) | undefined {
    const { recipe, settings } = this
    if (!recipe || this.invalid) return
    return this.start.ask({ model: recipe.model.id, settings })
  }

  choose(id: string): void {
    this.chosen = id
    this.problem = ''
    this.keep()
  }

  /** What its control shows. */
  raw(definition: SettingDefinition): Raw {
    const { recipe } = this
    return recipe ? (this.typed[recipe.id]?.[definition.key] ?? this.suggested(definition)) : toRaw(definition.default)
  }

  suggested(definition: SettingDefinition): Raw {
    return toRaw(this.recipe?.settings[definition.key] ?? definition.default)
  }

  reading(definition: SettingDefinition): Reading {
    return readSetting(definition, this.raw(definition))
  }

  isChanged(definition: SettingDefinition): boolean {
    return this.raw(definition) !== this.suggested(definition)
  }

  set(definition: SettingDefinition, raw: Raw): void {
    const { recipe } = this
    if (!recipe) return
    const { [definition.key]: _, ...others } = this.typed[recipe.id] ?? {}
    this.problem = ''
    this.typed[recipe.id] = raw === this.suggested(definition) ? others : { ...others, [definition.key]: raw }
    this.keep()
  }

  reset(definition: SettingDefinition): void {
    this.set(definition, this.suggested(definition))
  }

  /** Records the run and shows it; training follows by itself, or `paused` step by step. */
  async train({ paused = false } = {}): Promise<void> {
    const { recipe, seedReading } = this
    if (!recipe || this.starting) return
    if (this.invalid) {
      this.advancedOpen ||=
        this.advanced.some(definition => 'problem' in this.reading(definition)) ||
        (seedReading !== null && 'problem' in seedReading)
      this.problem = 'One of the settings cannot be used. Mend what is marked, then train.'
      this.refused++
      return
    }
    const { source, idle, comparing, problem, from } = this.start
    if (comparing) {
      this.problem =
        problem || `What fits of “${source?.name ?? ''}” is still being looked at. Press Train again in a moment.`
      return
    }
    if (idle) {
      this.problem =
        `Nothing of “${source?.name ?? ''}” is taken over. Begin with new weights, or choose settings that its ` +
        'networks fit.'
      return
    }
    this.starting = true
    this.problem = ''
    try {
      const run = await request('startRun', {
        model: recipe.model.id,
        dataset: this.dataset.id,
        settings: this.settings,
        framing: this.how.asked,
        ...(from ? { from } : {}),
        ...machines.asked(paused),
        ...(this.name.trim() === '' ? {} : { name: this.name.trim() }),
        ...(seedReading && 'value' in seedReading && typeof seedReading.value === 'number'
          ? { seed: seedReading.value }
          : {})
      })
      studio.runs.set(run.id, run)
      // The name was this run's; the rest is a good start for the next one.
      this.name = ''
      this.start.choose('')
      this.keep()
      router.go({ screen: 'run', id: run.id })
    } catch (problem) {
      this.problem = problemWords(problem)
    } finally {
      this.starting = false
    }
  }

  keep(): void {
    preferences.set(this.draftKey, {
      chosen: this.chosen,
      typed: $state.snapshot(this.typed),
      name: this.name,
      seed: this.seed,
      ...this.how.kept,
      advancedOpen: this.advancedOpen,
      start: this.start.kept
    })
  }

  private get draftKey(): string {
    return `draft:${this.dataset.id}`
  }

  private restore(kept: Json | undefined): void {
    const draft = draftFrom(kept)
    const { chosen, name, seed, typed, advancedOpen, start } = draft
    this.chosen = chosen ?? this.chosen
    this.name = name ?? this.name
    this.seed = seed ?? this.seed
    this.how.restore(draft)
    this.typed = typed
    this.advancedOpen = advancedOpen
    this.start.restore(start)
  }
}
