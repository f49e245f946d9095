/**
 * Windows that ask for anything at all, in the right shape: every request of the contract, about runs and datasets that
 * there are, at the edges of what is allowed. The studio answers every one, soon, in words; it keeps its memory within
 * bounds, touches nobody's files, and ends when it is told to.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RequestName } from '../../../src/shared/ipc'
import { defineKind } from '../kind'
import type { Round } from '../round'
import { inputsOf, names, shareOf, type Things } from '../tools/hostile'
import { residentMegabytes } from '../tools/memory'
import { pictureFolder } from '../tools/pictures'
import { begin, ended, importNamed } from '../tools/served'
import { addressOf, Refused, type Studio, type Window } from '../tools/studio'
import type { Recipe } from '../tools/trainings'
import { pause, within } from '../tools/wait'
import { rawWord } from '../tools/words'

/** Asked at once by each of so many windows. */
const windows = 3
const atOnce = 8
/**
 * A job that takes longer is called off, and then has to end; an answer that takes longer counts as none. Milliseconds.
 */
const enough = 20_000
const patience = 120_000
/** Of the studio's own process, MB: while it is asked, and what stays afterwards beyond what it had. */
const mostMemory = 1800
const mostLeft = 500

const recipes: Recipe[] = [
  { dataset: 'gaussian-2d', model: 'gaussian-2d', settings: { samples: 16 }, epochs: 2, seed: 1 },
  {
    dataset: 'fashion-mini',
    model: 'mlp-simple',
    settings: { samples: 4, batchSize: 16, epochSteps: 50 },
    epochs: 2,
    seed: 1
  },
  {
    dataset: 'fashion-mini',
    model: 'autoencoder',
    settings: { network: 'dense', latent: 2, samples: 4 },
    epochs: 1,
    seed: 1
  },
  { dataset: 'fashion-mini', model: 'cgan', settings: { width: 8, perClass: 1 }, epochs: 1, seed: 1 }
]

export default defineKind({
  id: 'hostile-window',
  title: 'windows that ask for anything at all',
  seconds: 150,
  share: 2,
  async round(round) {
    const workspace = await round.newWorkspace()
    const studio = await serve(round, workspace)
    const pictures = await pictureFolder(round, 20)
    await prepare(studio, round.short ? recipes.slice(0, 2) : recipes)
    const before = residentMegabytes(studio.process.pid)
    const attack = new Attack(
      round,
      studio,
      [pictures, join(pictures, 'left'), workspace, round.path('outside'), '/dev', '/proc/self', round.path('nothing')],
      pictureBytes(pictures)
    )
    await attack.run(round.short ? 15_000 : 90_000)
    await afterwards(round, studio, workspace, before)
  }
})

/**
 * As `round.serve`, but what is reported is not taken down: these windows delete runs and go back before epochs as they
 * like.
 */
async function serve(round: Round, workspace: string): Promise<Studio> {
  const process = round.crew.start(
    round.tree.node,
    [round.tree.serve, '--no-open', '--port', '0', '--workspace', workspace],
    { cwd: round.path('outside') }
  )
  const url = await addressOf(process)
  return { process, url, window: await round.window(url), engines: () => [] }
}

async function prepare(studio: Studio, wanted: readonly Recipe[]): Promise<void> {
  const datasets = await importNamed(studio, wanted)
  for (const recipe of wanted) {
    const run = await begin(studio, recipe, datasets.get(recipe.dataset) ?? '')
    await Promise.race([ended(studio, run.id), pause(60_000)])
  }
}

const pictureBytes = (folder: string): Uint8Array[] =>
  [0, 2, 4].map(i => new Uint8Array(readFileSync(join(folder, 'right', `${i}.png`))))

class Attack {
  private readonly uploads: string[] = []
  private readonly jobs: string[] = []
  private input: ReturnType<typeof inputsOf>
  private asked = 0
  private over = false

  constructor(
    private readonly round: Round,
    private readonly studio: Studio,
    private readonly paths: readonly string[],
    private readonly pictures: readonly Uint8Array[]
  ) {
    this.input = inputsOf(this.things({ runs: [], datasets: [] }))
  }

  async run(milliseconds: number): Promise<void> {
    const { round, studio } = this
    const end = Date.now() + milliseconds
    const watch = setInterval(() => {
      round.tally.measure('studio MB', residentMegabytes(studio.process.pid))
    }, 250)
    const attackers = await Promise.all(Array.from({ length: windows }, () => round.window(studio.url)))
    const renewing = this.renew(end)
    await Promise.all(
      attackers.flatMap(window =>
        Array.from({ length: atOnce }, async () => {
          while (Date.now() < end && !this.over) await this.ask(window)
        })
      )
    )
    clearInterval(watch)
    await renewing
    for (const window of attackers) window.close()
    round.tally.add({ faults: this.asked })
    const most = round.tally.figures.get('studio MB') ?? 0
    round.tally.expect(most < mostMemory, `The studio took ${Math.round(most)} MB.`)
  }

  /** Looks every second what there is to ask about, and makes some where nothing is left. */
  private async renew(end: number): Promise<void> {
    const { window } = this.studio
    while (Date.now() < end && !this.over) {
      const [runs, datasets] = await Promise.all([
        window.request('listRuns', {}, patience),
        window.request('listDatasets', {}, patience)
      ])
      if (datasets.length === 0)
        await window
          .request('importBuiltin', { job: randomUUID(), name: 'gaussian-2d' }, patience)
          .catch(() => undefined)
      this.input = inputsOf(
        this.things({
          runs: runs.map(({ id }) => id),
          datasets: datasets.map(({ id }) => id),
          latents: runs.map(({ latent }) => latent)
        })
      )
      // One that trains for ever would be in the way of the others.
      for (const { id } of runs.filter(
        ({ status, epochs, seconds }) => status === 'training' && (epochs > 20 || seconds > 10)
      ))
        await window.request('stopRun', { run: id }, patience).catch(() => undefined)
      await pause(1000)
    }
  }

  private things(found: { runs: string[]; datasets: string[]; latents?: number[] }): Things {
    return {
      ...found,
      latents: found.latents ?? [],
      uploads: this.uploads.slice(-4),
      jobs: this.jobs.slice(-8),
      paths: this.paths,
      pictures: this.pictures,
      models: ['gaussian-2d', 'mlp-simple', 'autoencoder', 'vae', 'cgan', 'dcgan-28', 'conv-small'],
      builtins: ['gaussian-2d', 'fashion-mini'],
      settings: [
        'epochs',
        'batchSize',
        'width',
        'latent',
        'samples',
        'passes',
        'epochSteps',
        'channels',
        'loss',
        'learningRate',
        'perClass',
        'network'
      ]
    }
  }

  private async ask(window: Window): Promise<void> {
    const { random, tally } = this.round
    const name = random.pick(names)
    if (!random.chance(shareOf(name))) return
    const input = this.input(name, random.whole(0, 2 ** 31 - 1)) as { job?: string }
    if (input.job !== undefined && name !== 'cancelJob') this.jobs.push(input.job)
    this.asked++
    const began = performance.now()
    const calledOff = setTimeout(() => {
      if (input.job !== undefined) void window.request('cancelJob', { job: input.job }).catch(() => undefined)
    }, enough)
    try {
      const answer = await window.request(name, input as never, patience)
      if (name === 'beginUpload') this.uploads.push(String(answer))
      tally.see('answered')
    } catch (problem) {
      this.weigh(name, input, problem)
    }
    clearTimeout(calledOff)
    tally.measure(`slowest ms: ${name}`, Math.round(performance.now() - began))
  }

  private weigh(name: RequestName, input: unknown, problem: unknown): void {
    const { tally } = this.round
    const words = JSON.stringify(input, (_, value: unknown) =>
      value instanceof Uint8Array ? `${value.length} bytes` : value
    )
    const about = `${name} ${words.slice(0, 600)}`
    if (!(problem instanceof Refused)) {
      this.over = true
      tally.find(`${about}: ${problem instanceof Error ? problem.message : String(problem)}`)
    } else {
      tally.see(`refused: ${problem.code}`)
      const raw = rawWord(problem.message)
      if (problem.code === 'internal' || raw)
        tally.find(`${about} is answered with ${problem.code}: ${problem.message}`)
    }
  }
}

async function afterwards(round: Round, studio: Studio, workspace: string, before: number): Promise<void> {
  const { tally } = round
  const settled = await within(60_000, () => residentMegabytes(studio.process.pid) - before < mostLeft)
  tally.measure('stays MB', residentMegabytes(studio.process.pid) - before)
  tally.expect(
    settled,
    'A minute after the last question the studio still ' +
      `has ${Math.round(residentMegabytes(studio.process.pid) - before)} MB more than before.`
  )
  tally.expect(
    await studio.window.request('hello', {}).then(
      () => true,
      () => false
    ),
    'The studio does not answer after hostile windows.'
  )
  const complaint = studio.process
    .stderr()
    .split('\n')
    .find(line => /failed:|Error|unhandled/i.test(line))
  tally.expect(complaint === undefined, `The studio's log complains: ${complaint ?? ''}`)
  studio.process.signal('SIGTERM')
  const { status } = await Promise.race([studio.process.ended, pause(90_000, { status: null })])
  tally.expect(status === 0, `The studio ended with ${status} after hostile windows.`)
  await round.noOrphans(30_000, 'after hostile windows')
  await round.reopen(workspace, { when: 'after hostile windows' })
}
