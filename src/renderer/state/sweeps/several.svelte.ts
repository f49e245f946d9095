/** The form that begins a sweep from the settings of a new run: what is tried, how far, where; and what that takes. */
import type { SettingDefinition } from '../../../shared/domain'
import type { Input, Output } from '../../../shared/ipc'
import { sweepDefaults } from '../../../shared/sweeps/defaults'
import type { NewRun } from '../new-run/new-run.svelte'
import { readSetting, type Reading } from '../new-run/settings-form'
import { preferences, type Json } from '../preferences.svelte'
import { router } from '../router.svelte'
import { problemWords } from '../toasts.svelte'
import type { Transport } from '../transport'
import { isNumber, proposed, readRange, readValues, type TypedAxis } from './axes'
import { sweepDraftFrom } from './draft'
import { sweeps } from './sweeps.svelte'

export type SweepEstimate = Output<'planSweep'>

const whole = (key: string, min: number, max: number): Extract<SettingDefinition, { type: 'int' }> => ({
  ...{ key, label: key, help: '', advanced: false, type: 'int', default: min },
  ...{ min, max }
})
/** Fields that are numbers of the sweep itself. */
const numbers = {
  configurations: whole('configurations', 1, 500),
  seeds: whole('seeds', 1, 10),
  steps: whole('steps', 1, 1_000_000_000),
  budget: whole('budget', 1, 1_000_000_000)
}
export type NumberKey = keyof typeof numbers

/** The first that is proposed, where a model has it. */
const firstTried = 'learningRate'

export class Several {
  open = $state(false)
  axes = $state<TypedAxis[]>([])
  typed = $state<Record<NumberKey, string>>({
    configurations: '',
    seeds: String(sweepDefaults.seeds),
    steps: '',
    budget: ''
  })
  name = $state('')
  /** Empty: what the studio chooses. */
  metric = $state('')
  /** None: this one. */
  machines = $state<string[]>([])
  starting = $state(false)
  /** Of what was asked last. */
  estimate = $state.raw<SweepEstimate | null>(null)
  problem = $state('')

  /** What can be tried: how long all train is said in steps. */
  readonly definitions: readonly SettingDefinition[] = $derived.by(() =>
    (this.form.recipe?.model.settings ?? []).filter(({ key }) => key !== 'epochs')
  )
  readonly unused: readonly SettingDefinition[] = $derived(
    this.definitions.filter(({ key }) => !this.axes.some(axis => axis.key === key))
  )
  /** A field that cannot be used, in words; empty where all can. */
  readonly invalid: boolean = $derived(
    this.axes.some(axis => this.axisProblem(axis) !== '') ||
      (Object.keys(numbers) as NumberKey[]).some(key => this.numberProblem(key) !== '')
  )

  constructor(
    private readonly form: NewRun,
    private readonly wire: Pick<Transport, 'request'>
  ) {
    const { axes, typed, metric, machines } = sweepDraftFrom(preferences.get(this.draftKey))
    this.axes = axes
    for (const key of Object.keys(numbers) as NumberKey[]) this.typed[key] = typed[key] ?? this.typed[key]
    this.metric = metric
    this.machines = machines
  }

  private get draftKey(): string {
    return `several:${this.form.dataset.id}`
  }

  /** What is typed comes back; for an effect. */
  keep(): void {
    const { axes, typed, metric, machines } = this
    const draft = $state.snapshot({ axes, typed, metric, machines })
    if (this.open) preferences.set(this.draftKey, draft as unknown as Json)
  }

  /** Opens it, with a first setting where none of the present recipe's is tried. */
  begin(): void {
    this.problem = ''
    this.axes = this.axes.filter(({ key }) => this.definition(key))
    const first = this.definitions.find(({ key }) => key === firstTried) ?? this.definitions.find(isNumber)
    if (this.axes.length === 0 && first) this.add(first.key)
    this.open = true
  }

  /** What the data are: "pictures", "points". */
  get many(): string {
    return this.form.dataset.examples.many
  }

  definition(key: string): SettingDefinition | undefined {
    return this.definitions.find(each => each.key === key)
  }

  add(key: string): void {
    const axis = this.proposal(key)
    if (axis) this.axes.push(axis)
  }

  /** Another setting in an axis' place. */
  replace(at: number, key: string): void {
    const axis = this.proposal(key)
    if (axis) this.axes[at] = axis
  }

  remove(at: number): void {
    this.axes.splice(at, 1)
  }

  private proposal(key: string): TypedAxis | null {
    const definition = this.definition(key)
    return definition ? proposed(definition, this.form.settings[key] ?? definition.default) : null
  }

  axisProblem(axis: TypedAxis): string {
    const definition = this.definition(axis.key)
    if (!definition) return 'The chosen recipe has no such setting.'
    const read = axis.drawn && isNumber(definition) ? readRange(definition, axis) : readValues(definition, axis)
    return 'problem' in read ? read.problem : ''
  }

  /** All but seeds may be left out. */
  numberProblem(key: NumberKey): string {
    const reading = this.reading(key)
    return reading && 'problem' in reading ? reading.problem : ''
  }

  private reading(key: NumberKey): Reading | null {
    const text = this.typed[key]
    return text.trim() === '' && key !== 'seeds' ? null : readSetting(numbers[key], text)
  }

  private number(key: NumberKey): number | undefined {
    const reading = this.reading(key)
    return reading && 'value' in reading ? Number(reading.value) : undefined
  }

  /** What is asked for; null where a field cannot be used. */
  private get asked(): Input<'planSweep'> | null {
    const { recipe, settings, dataset, how } = this.form
    if (!recipe || this.invalid || this.form.invalid || this.axes.length === 0) return null
    const [steps, configurations, budget] = [this.number('steps'), this.number('configurations'), this.number('budget')]
    return {
      model: recipe.model.id,
      dataset: dataset.id,
      settings,
      framing: how.asked,
      ...this.space,
      seeds: this.number('seeds') ?? sweepDefaults.seeds,
      machines: [...this.machines],
      configurations: configurations ?? null,
      budget: budget ?? null,
      ...(steps === undefined ? {} : { steps }),
      ...(this.metric === '' ? {} : { metric: this.metric })
    }
  }

  private get space(): Pick<Input<'planSweep'>, 'grid' | 'random'> {
    const read = this.axes.flatMap(axis => {
      const definition = this.definition(axis.key)
      return definition ? [{ axis, definition }] : []
    })
    return {
      grid: read.flatMap(({ axis, definition }) => {
        const found = axis.drawn && isNumber(definition) ? null : readValues(definition, axis)
        return found && 'values' in found ? [{ key: axis.key, values: found.values }] : []
      }),
      random: read.flatMap(({ axis, definition }) => {
        const found = axis.drawn && isNumber(definition) ? readRange(definition, axis) : null
        return found && 'from' in found ? [{ key: axis.key, ...found }] : []
      })
    }
  }

  /** Asks what it takes, a moment after it was typed. For an effect: gives back what calls it off. */
  askEstimate(): (() => void) | undefined {
    const { asked } = this
    if (!this.open || !asked) return
    let stale = false
    const timer = setTimeout(() => {
      this.wire.request('planSweep', asked).then(
        estimate => {
          if (stale) return
          this.estimate = estimate
          this.problem = ''
        },
        (problem: unknown) => {
          if (!stale) this.problem = problemWords(problem)
        }
      )
    }, 250)
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }

  /** Begins it and shows its page. */
  async start(): Promise<void> {
    const { asked, estimate } = this
    if (!asked || !estimate || this.starting) return
    this.starting = true
    this.problem = ''
    try {
      const name = this.name.trim()
      const sweep = await this.wire.request('startSweep', {
        ...asked,
        steps: asked.steps ?? estimate.steps,
        ...(name === '' ? {} : { name })
      })
      sweeps.add(sweep)
      this.name = ''
      this.open = false
      router.go({ screen: 'sweep', id: sweep.id })
    } catch (problem) {
      this.problem = problemWords(problem)
    } finally {
      this.starting = false
    }
  }
}
