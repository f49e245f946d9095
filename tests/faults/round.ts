/**
 * One round of one kind of fault: a folder of its own, seeded chance, the programs under attack, and what was found.
 */
import { cpSync, mkdirSync, utimesSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { audit, type AuditOptions, halfWritten } from './tools/audit'
import { Canaries } from './tools/canaries'
import { Crew, type StartOptions, type Started } from './tools/crew'
import { Ledger } from './tools/ledger'
import { Random } from './tools/random'
import { addressOf, type Studio, Window } from './tools/studio'
import { Tally } from './tools/tally'
import type { Tree } from './tools/tree'
import { atMost } from './tools/wait'
import { rawWord } from './tools/words'

export interface Answer {
  /** Null where a signal ended it, or it had to be ended. */
  status: number | null
  stdout: string
  stderr: string
  events: Record<string, unknown>[]
  /** It did not end by itself within the limit. */
  hung: boolean
}

export interface RoundOptions {
  kind: string
  number: number
  seed: number
  folder: string
  tree: Tree
  short: boolean
}

const listed = z.array(z.object({ id: z.string(), status: z.string() }))

/** Milliseconds that `atelier runs` takes on a quiet machine. */
const usual = 350

const templates = new Map<string, Promise<void>>()

export class Round {
  readonly tally = new Tally()
  readonly canaries: Canaries
  readonly random: Random
  readonly crew: Crew
  readonly tree: Tree
  readonly short: boolean
  /** How many times longer than on a quiet machine things take just now. */
  slowness = 1
  private readonly ledgers = new Map<string, Ledger>()
  private readonly windows: Window[] = []
  private readonly cleaning: (() => void | Promise<void>)[] = []

  constructor(readonly options: RoundOptions) {
    const { kind, number, seed, folder, tree, short } = options
    this.tree = tree
    this.short = short
    this.random = new Random(seed, kind, number)
    this.canaries = new Canaries(folder)
    const home = this.path('home')
    mkdirSync(home, { recursive: true })
    this.canaries.plant(join(home, '.profile'))
    // A home of its own: whatever goes astray is found.
    this.crew = new Crew({
      ...process.env,
      HOME: home,
      XDG_DATA_HOME: join(home, 'data'),
      ATELIER_HOME: '',
      TF_CPP_MIN_LOG_LEVEL: '3'
    })
  }

  path(...names: string[]): string {
    return join(this.options.folder, ...names)
  }

  /** What was reported of a workspace's runs. */
  ledger(workspace: string): Ledger {
    const ledger = this.ledgers.get(workspace) ?? new Ledger()
    this.ledgers.set(workspace, ledger)
    return ledger
  }

  /** A workspace of its own with other people's files in and around it. */
  async newWorkspace(name = 'workspace'): Promise<string> {
    const workspace = this.path(name, 'atelier')
    await this.atelier(workspace, ['runs'])
    this.canaries.plantAround(workspace)
    return workspace
  }

  /** A copy of a folder that is made once for all rounds. */
  async copyOf(name: string, make: (folder: string) => Promise<void>, to: string): Promise<void> {
    cpSync(await this.template(name, make), to, { recursive: true, preserveTimestamps: true })
  }

  /** A folder that is made once for all rounds, only to be read. */
  async template(name: string, make: (folder: string) => Promise<void>): Promise<string> {
    const folder = join(dirname(this.options.folder), 'templates', name)
    const making =
      templates.get(folder) ??
      make(folder).catch((error: unknown) => {
        templates.delete(folder)
        throw error
      })
    templates.set(folder, making)
    await making
    return folder
  }

  /** The command line on a workspace; `--json` always. */
  start(workspace: string, words: readonly string[], options: StartOptions = {}): Started {
    const started = this.crew.start(
      this.tree.node,
      [this.tree.cli, '--workspace', workspace, '--json', ...words],
      options
    )
    this.ledger(workspace).readLines(started)
    return started
  }

  /** The same, to its end. What it says to people is looked through for raw words. */
  async atelier(
    workspace: string,
    words: readonly string[],
    limit = 120_000,
    options: StartOptions = {}
  ): Promise<Answer> {
    const began = performance.now()
    const answer = await this.finish(this.start(workspace, words, options), words.join(' '), limit)
    if (words.length === 1 && words[0] === 'runs')
      this.slowness = Math.min(15, Math.max(1, (performance.now() - began) / usual))
    return answer
  }

  async finish(started: Started, what: string, limit = 120_000): Promise<Answer> {
    const ended = await atMost(limit, started.ended)
    if (ended === null) {
      this.tally.find(`“${what}” had not ended after ${limit / 1000} s.`)
      started.signal('SIGKILL')
      await started.ended
    }
    const raw = rawWord(started.stderr())
    if (raw) this.tally.find(`“${what}” said in raw words: ${raw}`)
    return {
      status: ended?.status ?? null,
      stdout: started.stdout(),
      stderr: started.stderr(),
      events: started.events(),
      hung: ended === null
    }
  }

  /** A served studio with one window on it, whose epochs are taken down. */
  async serve(workspace: string, options: StartOptions = {}): Promise<Studio> {
    const process = this.crew.start(
      this.tree.node,
      [this.tree.serve, '--no-open', '--port', '0', '--workspace', workspace],
      options
    )
    const url = await addressOf(process)
    const window = await this.window(url)
    this.ledger(workspace).hear(window)
    return {
      process,
      url,
      window,
      engines: () =>
        this.crew
          .members()
          .filter(({ parent, command }) => parent === process.pid && command.includes('trainer.js'))
          .map(({ pid }) => pid)
    }
  }

  async window(url: string): Promise<Window> {
    const window = await Window.open(url)
    this.windows.push(window)
    return window
  }

  /**
   * A command opens the workspace, as people do after a crash; then all of it is looked through.
   * With `engines`, some whose studio is gone may still be saving: what is half-written may be theirs.
   */
  async reopen(workspace: string, options: AuditOptions & { engines?: boolean }): Promise<void> {
    const { status, stdout, stderr } = await this.atelier(workspace, ['runs'])
    this.tally.expect(status === 0, `The workspace does not open ${options.when}: ${stderr.trim()}`)
    // Who only looks writes nothing: a row may still say what a process that is gone was doing.
    const said = new Map(status === 0 ? listed.parse(JSON.parse(stdout)).map(run => [run.id, run.status]) : [])
    if (status === 0) audit(workspace, this.ledger(workspace), this.tally, { ...options, said })
    if (status === 0 && !options.held && !options.engines) await this.noHalfWritten(workspace, options.when)
    this.canaries.check(this.tally, options.when)
  }

  /** Half-written files may stay for a day, in case somebody still writes them; then they go, or into the bin. */
  private async noHalfWritten(workspace: string, when: string): Promise<void> {
    const left = halfWritten(workspace)
    if (left.length === 0) return
    this.tally.see('half-written files left by faults', left.length)
    const longAgo = Date.now() / 1000 - 3 * 86_400
    for (const path of left) utimesSync(path, longAgo, longAgo)
    // Who only looks tidies nothing: a command that writes.
    await this.atelier(workspace, ['import', 'gaussian-2d'])
    for (const path of halfWritten(workspace))
      this.tally.find(`A half-written file of three days ago stays behind ${when}: ${relative(workspace, path)}`)
  }

  /** `atelier repair`, where that checkout has it. */
  async repairs(): Promise<boolean> {
    const help = this.crew.start(this.tree.node, [this.tree.cli, '--help'])
    await help.ended
    return /^ +repair\b/m.test(help.stdout())
  }

  /** Everything that was started is to be gone by itself within the limit. */
  async noOrphans(limit: number, when: string): Promise<void> {
    for (const { pid, command } of await this.crew.left(limit)) {
      this.tally.find(`Process ${pid} still lives ${limit / 1000} s ${when}: ${command.slice(-160)}`)
    }
  }

  /** Something to be done at the end, whatever happens; the last one first. */
  cleanUp(work: () => void | Promise<void>): void {
    this.cleaning.unshift(work)
  }

  async end(): Promise<void> {
    for (const window of this.windows) window.close()
    await this.crew.end()
    for (const work of this.cleaning) await work()
  }
}
