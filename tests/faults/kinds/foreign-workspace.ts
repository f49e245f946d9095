/**
 * Workspaces that are not what they seem: folders of other people, and databases that are gone, empty or older than the
 * files.
 */
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineKind } from '../kind'
import type { Round } from '../round'
import { filesBelow } from '../tools/canaries'
import { finishedRuns, pointRun } from '../tools/finished'
import { trainWords } from '../tools/trainings'

export default defineKind({
  id: 'foreign-workspace',
  title: 'folders of others, and databases that are gone, empty or old',
  seconds: 10,
  short: true,
  async round(round) {
    await projectFolder(round)
    if (!round.short) await withoutDatabase(round)
  }
})

/** `mkdir -p proj/datasets/cats proj/runs/exp1`, and a command on it. */
async function projectFolder(round: Round): Promise<void> {
  const { tally, canaries } = round
  const project = round.path('project')
  for (const name of [
    'datasets/cats/tom.png',
    'runs/exp1/events.log',
    'runs/exp1/checkpoints/step-00000001.safetensors',
    'train.py'
  ])
    canaries.plant(join(project, name))
  for (const words of [['runs'], ['models'], trainWords(pointRun)]) {
    const { status, stderr } = await round.atelier(project, words)
    tally.add({ faults: 1 })
    canaries.check(tally, `after “${words[0]}” on a folder of somebody's project`)
    if (status !== 0)
      tally.expect(
        /\.\s*$/.test(stderr.trim()),
        `“${words[0]}” on a folder of somebody's project ended with status ${status} and no sentence.`
      )
  }
}

const ways = ['removed', 'emptied', 'moved away', 'older', 'cut short'] as const

async function withoutDatabase(round: Round): Promise<void> {
  const { tally, random, canaries } = round
  const workspace = await finishedRuns(round)
  const file = join(workspace, 'atelier.db')
  const way = random.pick(ways)
  if (way === 'older') {
    copyFileSync(file, round.path('old.db'))
    await round.atelier(workspace, trainWords({ ...pointRun, seed: 2 }, 'Newer than the backup'))
  }
  const own = filesBelow(join(workspace, 'runs')).filter(path => path.endsWith('.safetensors') || path.endsWith('.png'))
  if (way === 'removed') rmSync(file)
  if (way === 'emptied') writeFileSync(file, '')
  if (way === 'moved away') renameSync(file, join(workspace, 'atelier.db.old'))
  if (way === 'older') copyFileSync(round.path('old.db'), file)
  if (way === 'cut short') writeFileSync(file, 'SQLite format 3\0')
  tally.add({ faults: 1 })
  tally.see(`databases ${way}`)
  for (const words of [['runs'], ['models'], ['runs']]) await round.atelier(workspace, words)
  const when = `after commands on a workspace whose database was ${way}`
  canaries.check(tally, when)
  const gone = own.filter(path => !existsSync(path))
  tally.expect(
    gone.length === 0,
    `${gone.length} of ${own.length} files of runs are gone from their places ${when}: ${gone.slice(0, 3).join(', ')}`
  )
  await repair(round, workspace, when)
}

/** What lies in `runs` is listed again. */
async function repair(round: Round, workspace: string, when: string): Promise<void> {
  const { tally } = round
  if (!(await round.repairs())) {
    tally.find('There is no `atelier repair`.')
    return
  }
  const { status, stderr, stdout } = await round.atelier(workspace, ['repair'])
  if (!tally.expect(status === 0, `Repairing does not work ${when}: ${stderr.trim()} ${stdout.slice(0, 300)}`)) return
  const listed = await round.atelier(workspace, ['runs'])
  const ids = readdirSync(join(workspace, 'runs')).filter(
    name => /^[0-9a-f-]{36}$/.test(name) && existsSync(join(workspace, 'runs', name, 'samples'))
  )
  for (const id of ids)
    tally.expect(
      listed.stdout.includes(id),
      `Run ${id} is not listed again after a repair ${when}: ${listed.stderr.trim()}`
    )
  round.canaries.check(tally, `after a repair, ${when}`)
}
