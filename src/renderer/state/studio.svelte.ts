/**
 * What the window knows of the studio: the one place that screens read.
 *
 *   studio.phase                 'starting' | 'ready' | 'failed' (see studio.problem) | 'broken' (studio.hello.broken)
 *   studio.connection            'connecting' | 'open' | 'lost' | 'refused'
 *   studio.outage                why nobody answers behind an open connection, and whether that passes; else null
 *   studio.hello, studio.engine  which host and engine; null until answered
 *   studio.trouble               why nothing can be written to the workspace; null where all is well
 *   studio.runs                  Map of run id → Run, kept fresh by events; `studio.runList` newest first
 *   studio.datasets, .models     Maps by id; `studio.datasetList` newest first
 *   studio.live(runId)           LiveProgress while it trains, else undefined
 *   studio.bin                   runs in the bin, and what it takes (./bin.svelte)
 *   studio.generation            grows when the connection came back: ask anew for what you fetched yourself
 *   studio.findings(runId)       what stands against it; `studio.apply` and `studio.dismiss` answer one
 *   studio.pause / resume / stop / renameRun / deleteRun …   requests whose errors become toasts
 *
 * Beside it: `request`, `on` (./transport), `router.go({screen: 'run', id})` (./router.svelte), `preferences.get/set`
 * (./preferences.svelte), `toasts.show(message, {level, action})` and `.catch(toasts.error)` (./toasts.svelte),
 * `jobs.start(label, job => request(…))` (./jobs.svelte), words for times and counts (./words).
 */
import { SvelteMap } from 'svelte/reactivity'
import type { Dataset, EngineInfo, LiveProgress, Model, Remedy, Run, RunEvent } from '../../shared/domain'
import type { Output, Payload } from '../../shared/ipc'
import { Bin } from './bin.svelte'
import { engines } from './engines.svelte'
import { newestFirst, replaceAll } from './lists'
import { preferences } from './preferences.svelte'
import { applyRemedy } from './remedy'
import { queue } from './queue.svelte'
import { router } from './router.svelte'
import { chosen } from './sidebar/chosen.svelte'
import { sheets } from './run/sheets'
import { sweeps } from './sweeps/sweeps.svelte'
import { problemWords, toasts, type ToastAction } from './toasts.svelte'
import { on, onConnection, request, type ConnectionState } from './transport'
import { isActive, printed, shortened, withSubject } from './words'

class Studio {
  phase = $state<'starting' | 'ready' | 'failed' | 'broken'>('starting')
  problem = $state('')
  connection = $state<ConnectionState>('connecting')
  outage = $state.raw<{ message: string; forGood: boolean } | null>(null)
  generation = $state(0)
  hello = $state.raw<Output<'hello'> | null>(null)
  trouble = $state<string | null>(null)
  engine = $state.raw<EngineInfo | null>(null)
  engineProblem = $state('')
  builtins = $state.raw<Output<'listBuiltins'>>([])
  readonly bin = new Bin()
  readonly runs = new SvelteMap<string, Run>()
  readonly datasets = new SvelteMap<string, Dataset>()
  readonly models = new SvelteMap<string, Model>()
  readonly runList: Run[] = $derived([...this.runs.values()].sort(newestFirst))
  readonly datasetList: Dataset[] = $derived([...this.datasets.values()].sort(newestFirst))
  /** The run that trains now, if any: the window's title follows it. */
  readonly training: Run | undefined = $derived(
    this.runList.find(run => run.status === 'training') ?? this.runList.find(isActive)
  )
  private readonly progress = new SvelteMap<string, LiveProgress>()
  private readonly standing = new SvelteMap<string, readonly RunEvent[]>()

  /** Listens, loads everything, and loads again whenever the connection was lost and came back. */
  async start(): Promise<void> {
    queue.listen()
    sweeps.listen(() => this.forgetMissingPlace())
    on('runChanged', run => this.keepRun(run))
    on('runRemoved', ({ run }) => this.dropRun(run))
    on('steps', ({ run, progress }) => this.progress.set(run, progress))
    on('datasetChanged', dataset => this.datasets.set(dataset.id, dataset))
    on('datasetRemoved', ({ dataset, replacedBy }) => this.dropDataset(dataset, replacedBy))
    on('health', health => this.keepHealth(health))
    on('engineChosen', choice => {
      void engines.chosen(choice)
      void this.askEngine()
    })
    on('notice', notice => this.tell(notice))
    on('trouble', ({ message }) => {
      this.trouble = message
    })
    on('studio', news => this.keepOutage(news))
    onConnection(state => {
      this.connection = state
      if (state === 'open') this.outage = null
      if (state === 'open' && this.phase === 'ready') void this.reload()
    })
    try {
      const hello = await request('hello', {})
      if (hello.broken) {
        this.hello = hello
        this.phase = 'broken'
        return
      }
      await preferences.load()
      await this.load()
      router.restore()
      this.forgetMissingPlace()
      this.phase = 'ready'
    } catch (problem) {
      this.problem = problemWords(problem)
      this.phase = 'failed'
      return
    }
    await this.askEngine()
  }

  live(run: string): LiveProgress | undefined {
    return this.progress.get(run)
  }

  /** What stands against a run, oldest first. */
  findings(run: string): readonly RunEvent[] {
    return this.standing.get(run) ?? []
  }

  /** The newest of it; undefined where the run is well. */
  finding(run: string): RunEvent | undefined {
    return this.findings(run).at(-1)
  }

  /** Does what a finding proposes: the run is stopped where it trains, and goes on changed. */
  async apply(id: string, remedy: Remedy): Promise<void> {
    const run = this.runs.get(id)
    if (run) await applyRemedy(run, remedy, changed => this.change(changed))
  }

  /** Puts a finding aside, with an Undo. */
  async dismiss(run: string, finding: number): Promise<void> {
    try {
      await request('dismissFinding', { run, finding })
    } catch (problem) {
      return toasts.error(problem)
    }
    const name = shortened(this.runs.get(run)?.name ?? 'Run')
    toasts.show(`Put aside for “${name}”. If it passes and comes back, it is said again.`, {
      action: { label: 'Undo', run: () => void this.restoreFinding(run, finding) }
    })
  }

  async restoreFinding(run: string, finding: number): Promise<void> {
    await request('restoreFinding', { run, finding }).catch(toasts.error)
  }

  async askEngine(): Promise<void> {
    try {
      this.engineProblem = ''
      this.engine = await request('engineInfo', {})
    } catch (problem) {
      this.engineProblem = problemWords(problem)
    }
  }

  pause = async (run: string): Promise<void> => void (await this.change(request('pauseRun', { run })))
  step = async (run: string): Promise<void> => void (await this.change(request('stepRun', { run })))
  /** Where it was trained last, or `here`. */
  resume = async (run: string, epochs?: number, here = false): Promise<void> => {
    const machine = here ? null : this.runs.get(run)?.machine
    await this.change(request('resumeRun', { run, epochs, ...(machine ? { on: machine } : {}) }))
  }
  stop = async (run: string): Promise<void> => void (await this.change(request('stopRun', { run })))
  renameRun = async (run: string, name: string): Promise<void> =>
    void (await this.change(request('renameRun', { run, name })))

  /** Into the bin, with an Undo. */
  async deleteRun(id: string): Promise<void> {
    const run = this.runs.get(id)
    const { place } = router
    const shown = place.screen === 'run' && place.id === id
    try {
      await request('deleteRun', { run: id })
    } catch (problem) {
      return toasts.error(problem)
    }
    this.dropRun(id)
    await this.bin.load()
    toasts.show(`“${shortened(run?.name ?? 'Run')}” is in the bin.`, {
      action: {
        label: 'Undo',
        run: () =>
          void this.restoreRun(id).then(() => {
            if (shown) router.go(place)
          })
      }
    })
  }

  async restoreRun(id: string): Promise<void> {
    await this.change(request('restoreRun', { run: id }))
    await this.bin.load()
  }

  async loadBuiltins(): Promise<void> {
    this.builtins = await request('listBuiltins', {}).catch(() => this.builtins)
  }

  private async load(): Promise<void> {
    const [hello, runs, datasets, models, builtins, troubled] = await Promise.all([
      request('hello', {}),
      request('listRuns', {}),
      request('listDatasets', {}),
      request('listModels', {}),
      request('listBuiltins', {}),
      request('listFindings', {})
    ])
    if (this.hello === null) for (const message of hello.opening) toasts.show(message, { level: 'warning' })
    this.hello = hello
    this.trouble = hello.trouble
    this.builtins = builtins
    await Promise.all([queue.load(), sweeps.load()])
    replaceAll(this.runs, runs)
    replaceAll(this.datasets, datasets)
    replaceAll(this.models, models)
    this.standing.clear()
    for (const { run, findings } of troubled) this.standing.set(run, findings)
    await this.bin.load()
    void this.bin.measure()
  }

  private async reload(): Promise<void> {
    try {
      await this.load()
      this.forgetMissingPlace()
      this.generation++
    } catch (problem) {
      toasts.error(problem)
    }
  }

  private keepOutage({ state, message }: Payload<'studio'>): void {
    if (state === 'open') toasts.show(message, { level: 'warning' })
    else this.outage = { message, forGood: state === 'ended' }
  }

  /** @returns whether it was done; if not, that was said */
  private async change(changed: Promise<Run>): Promise<boolean> {
    try {
      this.keepRun(await changed)
      return true
    } catch (problem) {
      toasts.error(problem)
      return false
    }
  }

  private keepRun(run: Run): void {
    // It went back: sheets of the same epochs will be others.
    if (run.epoch < (this.runs.get(run.id)?.epoch ?? 0)) sheets.forget(run.id, run.epoch)
    this.runs.set(run.id, run)
    if (run.status !== 'training') this.progress.delete(run.id)
    this.bin.forget(run.id)
  }

  private keepHealth({ run, findings, news }: Payload<'health'>): void {
    this.standing.set(run, findings)
    // What ends a run is told as its failing; and Train says it in place.
    if (news && news.level !== 'error' && !isTrainShown(run))
      this.tell({ level: 'warning', message: news.message, run })
  }

  private tell({ level, message, run }: Payload<'notice'>): void {
    const { place } = router
    const shown = place.screen === 'run' && place.id === run
    // A run's own screen says in place what went wrong with it.
    if (shown && level === 'error') return
    const name = run === undefined ? undefined : this.runs.get(run)?.name
    const said = printed(name === undefined ? message : withSubject(message, name))
    const show = (id: string): ToastAction => ({ label: 'Show', run: () => router.go({ screen: 'run', id }) })
    toasts.show(said, { level, action: run !== undefined && !shown && this.runs.has(run) ? show(run) : undefined })
  }

  private dropRun(id: string): void {
    this.runs.delete(id)
    this.progress.delete(id)
    this.forgetMissingPlace()
    void this.bin.load()
  }

  /** @param replacedBy what is shown in its place */
  private dropDataset(id: string, replacedBy?: string): void {
    this.datasets.delete(id)
    const { place } = router
    if (replacedBy !== undefined && this.datasets.has(replacedBy) && place.screen === 'dataset' && place.id === id)
      router.replace({ screen: 'dataset', id: replacedBy })
    this.forgetMissingPlace()
  }

  /** What is shown may be gone: deleted elsewhere, or since the last start. */
  private forgetMissingPlace(): void {
    router.leaveOut(id => this.runs.has(id) || this.datasets.has(id) || sweeps.all.has(id))
    chosen.keepOnly(id => this.runs.has(id))
  }
}

function isTrainShown(run: string): boolean {
  const { place } = router
  return place.screen === 'run' && place.id === run && (preferences.get(`run/${run}/tab`) ?? 'train') === 'train'
}

export const studio = new Studio()
