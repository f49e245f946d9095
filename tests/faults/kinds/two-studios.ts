/** Two studios on one workspace: what one makes, the other leaves alone. */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineKind } from '../kind'
import type { Round } from '../round'
import { audit } from '../tools/audit'
import { finishedRuns } from '../tools/finished'
import { pictureFolder } from '../tools/pictures'
import { Records } from '../tools/records'
import { begin, compare, importNamed } from '../tools/served'
import type { Studio } from '../tools/studio'
import { smallRecipe } from '../tools/trainings'

export default defineKind({
  id: 'two-studios',
  title: 'commands and a second studio beside a studio that works',
  seconds: 20,
  short: true,
  share: 1.5,
  async round(round) {
    const { random, tally } = round
    const workspace = await finishedRuns(round)
    const studio = await round.serve(workspace)
    const working = new AbortController()
    const recipe = smallRecipe(random, 12)
    const datasets = await importNamed(studio, [recipe])
    const run = await begin(studio, recipe, datasets.get(recipe.dataset) ?? '')
    const work = [exporting(round, studio, working.signal), importing(round, studio, working.signal)]
    for (let i = round.short ? 2 : 8; i > 0; i--) {
      if (random.chance(0.3)) {
        const second = await round.serve(workspace)
        await second.window.request('listRuns', {})
        second.process.signal('SIGTERM')
        await second.process.ended
      } else await round.atelier(workspace, [random.pick(['runs', 'models'])])
      tally.add({ faults: 1 })
    }
    working.abort()
    const [exported = 0, imported = 0] = await Promise.all(work)
    tally.see('exports made beside others', exported)
    tally.see('imports made beside others', imported)
    await compare(round, studio, workspace, run.id, recipe)
    const missing = Records.read(workspace, records =>
      records.files().filter(({ file }) => !existsSync(join(workspace, file)))
    )
    tally.expect(
      missing.length === 0,
      `${missing.length} files are gone that one studio made while another opened (${exported} ` +
        `exports, ${imported} imports).`
    )
    audit(workspace, round.ledger(workspace), tally, { held: true, when: 'beside another studio' })
    studio.process.signal('SIGTERM')
    await studio.process.ended
    await round.reopen(workspace, { when: 'after two studios had worked' })
  }
})

/** Four at a time. @returns how many were answered as made */
async function exporting({ tally }: Round, { window }: Studio, signal: AbortSignal): Promise<number> {
  const run = (await window.request('listRuns', {})).find(({ status }) => status === 'finished')
  const options = { scale: 1, columns: 1, rows: 1 }
  const lane = async (): Promise<number> => {
    let made = 0
    while (!signal.aborted) {
      const refusal = await window
        .request('exportRun', { run: run?.id ?? '', job: randomUUID(), format: 'gif', options, keep: true })
        .then(
          () => null,
          (error: unknown) => String(error)
        )
      if (tally.expect(refusal === null, `An export failed beside another studio: ${refusal}`)) made++
    }
    return made
  }
  return (await Promise.all([lane(), lane(), lane(), lane()])).reduce((sum, made) => sum + made, 0)
}

async function importing(round: Round, { window }: Studio, signal: AbortSignal): Promise<number> {
  const pictures = await pictureFolder(round, 120)
  let made = 0
  for (; !signal.aborted; made++) await window.request('importFolder', { job: randomUUID(), path: pictures })
  return made
}
