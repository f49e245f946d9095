/** Every signal ends every command within seconds, and nothing half-written stays. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test, onTestFinished } from 'vitest'
import { temporaryFolder } from '../store/fixtures'
import { pictureFolder } from '../studio/fixtures'
import { buildCommandLine, start, type Started } from './built'

let built: Awaited<ReturnType<typeof buildCommandLine>>
let folder = ''
/** A workspace with a run of many epochs. */
let trained = ''
/** Pictures that take a while: one, again and again. */
let large = ''
beforeAll(async () => {
  built = await buildCommandLine()
  folder = mkdtempSync(join(tmpdir(), 'atelier-endings-'))
  trained = join(folder, 'trained')
  const ended = await start(
    built.program,
    trained,
    [
      'train',
      'fashion-mini',
      '--model',
      'dcgan-28',
      '--set',
      'batchSize=250',
      '--set',
      'samples=16',
      '--epochs',
      '150'
    ],
    { stepMilliseconds: 0 }
  ).ended
  expect(ended.status, ended.stderr).toBe(0)
  large = join(folder, 'large')
  mkdirSync(large)
  const picture = await sharp({
    create: {
      width: 2000,
      height: 2000,
      channels: 3,
      background: '#888',
      noise: { type: 'gaussian', mean: 128, sigma: 4 }
    }
  })
    .png()
    .toBuffer()
  for (let i = 0; i < 150; i++) writeFileSync(join(large, `${i}.png`), picture)
})
afterAll(() => {
  built.remove()
  rmSync(folder, { recursive: true, force: true })
})

const statuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
const signals = Object.keys(statuses) as (keyof typeof statuses)[]

/** Seconds until it has ended, and how. */
async function endedBy(
  program: Started,
  ...sent: NodeJS.Signals[]
): Promise<{ status: number | null; stderr: string; seconds: number }> {
  const began = performance.now()
  for (const signal of sent) {
    program.interrupt(signal)
    await new Promise(next => setTimeout(next, 20))
  }
  const { status, signal, stderr } = await program.ended
  // One that comes again while the process leaves meets nobody who listens any more: shells call that the same.
  const again = sent.length > 1 && signal !== null && signal === sent.at(-1) ? 128 + constants.signals[signal] : null
  return { status: status ?? again, stderr, seconds: (performance.now() - began) / 1000 }
}

/** Node itself catches no hang-up: once it is caught, the command has begun. */
async function begun({ pid }: Started): Promise<void> {
  if (process.platform === 'linux')
    await expect
      .poll(
        () =>
          Number.parseInt(
            /^SigCgt:\s*(\w+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]?.slice(-1) ?? '0',
            16
          ) & 1,
        { timeout: 30_000 }
      )
      .toBe(1)
  await pause(process.platform === 'linux' ? 400 : 5000)
}

const pause = (milliseconds: number) => new Promise(next => setTimeout(next, milliseconds))
const copy = (): string => {
  const folder = temporaryFolder()
  cpSync(trained, folder, { recursive: true })
  return folder
}

describe.each(signals)('%s', signal => {
  test.each([[signal], [signal, signal]])('ends an import: %s %s', async (...sent) => {
    const workspace = temporaryFolder()
    const program = start(built.program, workspace, ['import', large])
    await expect
      .poll(() => existsSync(join(workspace, 'datasets')) && readdirSync(join(workspace, 'datasets')).length, {
        timeout: 20_000
      })
      .toBe(1)
    await pause(300)
    const { status, stderr, seconds } = await endedBy(program, ...sent)
    expect([status, stderr]).toEqual([statuses[signal], ''])
    expect(seconds).toBeLessThan(8)
    expect(readdirSync(join(workspace, 'datasets'))).toEqual([])
  })

  test('ends an export of a GIF', async () => {
    const output = join(temporaryFolder(), 'film.gif')
    const program = start(built.program, copy(), ['export', 'gif', 'latest', '--scale', '16', '-o', output])
    await begun(program)
    const { status, stderr, seconds } = await endedBy(program, signal)
    expect([status, stderr]).toEqual([statuses[signal], ''])
    expect(seconds).toBeLessThan(8)
    expect(readdirSync(join(output, '..'))).toEqual([])
  })

  test.each([
    ['a sheet of samples', ['sample', 'latest']],
    ['an evaluation that draws', ['evaluate', 'latest', '--samples', '64']]
  ])('ends %s whose engine is at a long piece of work', async (_, words) => {
    const output = join(temporaryFolder(), 'never.png')
    const program = start(built.program, copy(), [...words, '-o', output], { neverDraws: true })
    await begun(program)
    const { status, stderr, seconds } = await endedBy(program, signal)
    expect([status, stderr]).toEqual([statuses[signal], ''])
    expect(seconds).toBeLessThan(8)
    expect(existsSync(output)).toBe(false)
  })

  test('ends an evaluation', async () => {
    const program = start(built.program, copy(), ['evaluate', 'latest', '--epochs', 'all', '--samples', '4096'])
    await begun(program)
    const { status, stderr, seconds } = await endedBy(program, signal)
    expect([status, stderr]).toEqual([statuses[signal], ''])
    expect(seconds).toBeLessThan(8)
  })

  test('ends a training whose engine does not listen, where it is asked for twice', async () => {
    const program = start(
      built.program,
      temporaryFolder(),
      ['train', await pictureFolder(), '--model', 'dcgan-28', '--set', 'batchSize=4', '--epochs', '1000'],
      { deafToStop: true }
    )
    await expect.poll(program.stdout, { timeout: 20_000 }).toContain('epoch 2/')
    // A terminal that closes is no person who is tired of waiting.
    const sent = [signal, signal === 'SIGHUP' ? 'SIGTERM' : signal, 'SIGTERM'] as const
    // Two that are alike become one where a busy process has not taken the first yet: as a person does, it is asked on.
    const asking = setInterval(() => {
      program.interrupt('SIGTERM')
    }, 1000)
    onTestFinished(() => {
      clearInterval(asking)
    })
    const { status, seconds } = await endedBy(program, ...sent)
    // One that has heard Ctrl-C twice may be met by the third while it leaves.
    expect(status).toBeOneOf(signal === 'SIGINT' ? [130, 143] : [143])
    // A thousand epochs would take ten times as long.
    expect(seconds).toBeLessThan(8)
  })
})
