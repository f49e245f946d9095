/** A run that another process trains, seen from an open studio: while it lives, when it ends, when it is killed. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildCommandLine, start, type Started } from '../cli/built'
import { importPebbles, openBench, type Bench } from './fixtures'

let built: Awaited<ReturnType<typeof buildCommandLine>>
beforeAll(async () => {
  built = await buildCommandLine()
})
afterAll(() => built.remove())

/** A command line that trains beside an open studio. */
async function beside(bench: Bench, epochs: number): Promise<{ program: Started; run: string; dataset: string }> {
  const { id: dataset, name } = await importPebbles(bench.studio)
  const program = start(
    built.program,
    bench.folder,
    [
      'train',
      name,
      '--model',
      'dcgan-28',
      '--set',
      'batchSize=4',
      '--set',
      'samples=4',
      '--epochs',
      String(epochs),
      '--json'
    ],
    { stepMilliseconds: 20 }
  )
  await expect.poll(program.stdout, { timeout: 30_000 }).toContain('"epoch":2')
  const [run] = await bench.studio.handlers.listRuns({})
  expect(run?.status).toBe('training')
  return { program, run: run?.id ?? '', dataset }
}

const lately = `since ${new Date().toLocaleTimeString('en-GB', { hour: '2-digit' })}:`

test('is refused with the name of the process, what it is and since when', async () => {
  const bench = openBench()
  const { handlers } = bench.studio
  const { program, run, dataset } = await beside(bench, 10_000)
  const who = `is being trained by the command line (process ${program.pid}) ${lately}`
  for (const [verb, refused] of [
    ['stop', handlers.stopRun({ run })],
    ['pause', handlers.pauseRun({ run })],
    ['resume', handlers.resumeRun({ run, settings: {}, rollBack: false })],
    ['stop', handlers.deleteRun({ run })]
  ] as const) {
    await expect(refused).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(who) })
    await expect(refused).rejects.toThrow(
      new RegExp(
        `To ${verb} it.*press Ctrl-C where it runs, or end that process \\(\`kill ${program.pid}\`\\); it ` +
          `saves first\\.$`
      )
    )
  }
  await expect(handlers.deleteDataset({ dataset })).rejects.toThrow(
    `, by the command line (process ${program.pid}), trains on it. Stop that run first.`
  )
  // Its name is no business of the process that trains it.
  await handlers.renameRun({ run, name: 'Ours' })
  program.interrupt()
  expect((await program.ended).status).toBe(130)
  expect(await handlers.getRun({ run })).toMatchObject({ name: 'Ours', status: 'stopped' })
})

test('and was killed is interrupted at once for whoever asks, and soon for whoever does not', async () => {
  const bench = openBench()
  const { handlers } = bench.studio
  const { program, run } = await beside(bench, 10_000)
  const { epoch } = await handlers.getRun({ run })
  program.interrupt('SIGKILL')
  await program.ended
  expect(await handlers.getRun({ run })).toMatchObject({
    status: 'interrupted',
    error: expect.stringMatching(
      new RegExp(
        `^The command line \\(process ${program.pid}\\) ended while this run trained\\. Everything up to epoch ` +
          `\\d+ is kept; resume it to go on\\.$`
      )
    )
  })
  expect((await handlers.listRuns({})).map(({ status }) => status)).toEqual(['interrupted'])
  await expect(handlers.stopRun({ run })).rejects.toThrow('is interrupted; there is nothing to stop.')
  await expect
    .poll(() => bench.heard('runChanged').filter(({ id, status }) => id === run && status === 'interrupted').length, {
      timeout: 5000
    })
    .toBe(1)
  expect(
    bench.heard('notice').filter(notice => notice.run === run && notice.message.includes('was interrupted'))
  ).toHaveLength(1)

  const resumed = await handlers.resumeRun({ run, epochs: epoch + 3, settings: {}, rollBack: false })
  expect(resumed.status).toBe('preparing')
  expect(await bench.until(run, 'finished')).toMatchObject({ epoch: epoch + 3 })
  // It is told of once.
  await new Promise(next => setTimeout(next, 2500))
  expect(bench.heard('runChanged').filter(({ status }) => status === 'interrupted')).toHaveLength(1)
})

test('and was killed can be deleted at once, and its dataset too', async () => {
  const bench = openBench()
  const { handlers } = bench.studio
  const { program, run, dataset } = await beside(bench, 10_000)
  program.interrupt('SIGKILL')
  await program.ended
  expect(await handlers.deleteDataset({ dataset })).toBeNull()
  expect(await handlers.deleteRun({ run })).toBeNull()
  expect(await handlers.listRuns({})).toEqual([])
})

test('and ends by itself is told of, too; and so is one that was thrown away', async () => {
  const bench = openBench()
  const { program, run } = await beside(bench, 8)
  expect((await program.ended).status).toBe(0)
  await expect
    .poll(
      () =>
        bench
          .heard('runChanged')
          .filter(({ id }) => id === run)
          .at(-1)?.status,
      { timeout: 5000 }
    )
    .toBe('finished')
  const other = openBench({ folder: bench.folder })
  await other.studio.handlers.deleteRun({ run })
  await expect.poll(() => bench.heard('runRemoved'), { timeout: 5000 }).toEqual([{ run }])
})

test('a studio sees what an older Atelier holds, too, and says less', async () => {
  const bench = openBench()
  const { program, run } = await beside(bench, 10_000)
  const raw = new Database(join(bench.folder, 'atelier.db'))
  raw.prepare('UPDATE runs SET owner_program = NULL, owner_since = NULL WHERE id = ?').run(run)
  raw.close()
  await expect(bench.studio.handlers.stopRun({ run })).rejects.toThrow(
    `is being trained by another Atelier (process ${program.pid}). To stop it, use that one.`
  )
  program.interrupt('SIGKILL')
  await program.ended
  expect(await bench.studio.handlers.getRun({ run })).toMatchObject({
    status: 'interrupted',
    error: expect.stringMatching(/^Atelier ended while/)
  })
})
