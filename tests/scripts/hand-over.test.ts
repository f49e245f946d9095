import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const processes = pathToFileURL(resolve('scripts/lib/processes.mjs')).href

/** Starts a script that hands over to `program`; `older` takes away what Node before 22.15 lacks. */
function start(program: string, args: string[], older: boolean) {
  const script = `
    import { handOver } from ${JSON.stringify(processes)}
    ${older ? 'process.execve = undefined' : ''}
    const args = ['-e', ${JSON.stringify(program)}, '--', ...process.argv.slice(1)]
    handOver(process.execPath, args, { ...process.env, HANDED: 'on', NOT: undefined })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', ...args], {
    stdio: ['pipe', 'pipe', 'pipe']
  })
  let out = '',
    err = ''
  child.stdout.setEncoding('utf8').on('data', data => {
    out += data
  })
  child.stderr.setEncoding('utf8').on('data', data => {
    err += data
  })
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, out, err }))
  return { child, ended }
}

describe.each([
  ['takes this process’s place', false],
  ['is a child of it on older Nodes', true]
])('the program handed over to %s', (_, older) => {
  test('has the arguments as they were, the environment, and its exit status is ours', async () => {
    const args = ['train', 'a folder/with “quotes"', '--set', 'width=8', '$HOME', '', '*']
    const { ended } = start(
      'console.log(JSON.stringify([process.argv.slice(1), process.env.HANDED, "NOT" in process.env])); ' +
        'process.exitCode = 7',
      args,
      older
    )
    const { code, out, err } = await ended
    expect(JSON.parse(out)).toEqual([args, 'on', false])
    expect(code).toBe(7)
    expect(err).toBe('')
  })

  test('has our stdin', async () => {
    const { child, ended } = start('process.stdin.pipe(process.stdout)', [], older)
    child.stdin.end('pictures')
    expect((await ended).out).toBe('pictures')
  })

  test.each(['SIGINT', 'SIGTERM'] as const)('gets %s once and may take its time', async signal => {
    const program = `let times = 0
      process.on('${signal}', () => { times++; setTimeout(() => { console.log(times); process.exit(130) }, 200) })
      setInterval(() => {}, 1000)
      console.log('ready')`
    const { child, ended } = start(program, [], older)
    await once(child.stdout, 'data')
    child.kill(signal)
    expect(await ended).toMatchObject({ code: 130, out: 'ready\n1\n' })
  })
})

/** Starts it in a terminal of its own, closes that, and says how it ended: a signal's number, or `exit STATUS`. */
const closingTerminal = `
import os, pty, sys
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])
said = b''
while b'ready' not in said:
    said += os.read(terminal, 1000)
os.close(terminal)
status = os.waitpid(child, 0)[1]
print('signal %d' % os.WTERMSIG(status) if os.WIFSIGNALED(status) else 'exit %d' % os.WEXITSTATUS(status))`

test.skipIf(process.platform === 'win32')(
  'a terminal that closes ends us by its signal: Node 20, leaving by itself, would set that terminal and abort',
  async () => {
    const program =
      "process.on('SIGHUP', () => setTimeout(() => process.exit(0), 100)); console.log('ready'); " +
      'setInterval(() => {}, 1000)'
    const script = `
    import { handOver } from ${JSON.stringify(processes)}
    process.execve = undefined
    handOver(process.execPath, ['-e', ${JSON.stringify(program)}], process.env)`
    // The Node that npm runs on, which is the one that bin/atelier is started with.
    const node = process.env.npm_node_execpath ?? process.execPath
    const child = spawn('python3', ['-c', closingTerminal, node, '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'ignore']
    })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', data => {
      out += data
    })
    await once(child, 'close')
    expect(out).toBe('signal 1\n')
  }
)
