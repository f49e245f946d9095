/** Starting other programs: waited for, captured, or taking this process's place. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, dirname } from 'node:path'
import { isatty } from 'node:tty'
import { inRoot } from './paths.mjs'
import { outlivesTerminal } from './starter.mjs'

/** What Node has compiled: of no use once there is another build. */
export const compiled = inRoot('out', '.compiled')

/**
 * The environment in which `node` and the packages' tools are the right ones, and what Node compiles is kept: a start
 * takes a quarter less.
 * @param {string} node
 */
export function environment(node, env = process.env) {
  const path = [dirname(node), inRoot('node_modules', '.bin'), env.PATH ?? ''].join(delimiter)
  return { ...env, PATH: path, NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE ?? compiled }
}

/** 128 + n for a signal, as shells do. @param {number | null} code @param {NodeJS.Signals | null} signal */
export const status = (code, signal) => code ?? (signal ? 128 + constants.signals[signal] : 1)

/** What asks a program to end. */
const endings = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * Calls back with each signal that asks this process to end; under nohup a hang-up is none.
 * @param {(signal: typeof endings[number]) => void} listener
 * @returns {() => void} what takes the listeners away
 */
export function onEnding(listener) {
  const listeners = endings.map(signal => {
    const hear = signal === 'SIGHUP' && outlivesTerminal() ? () => {} : () => listener(signal)
    process.on(signal, hear)
    return /** @type {const} */ ([signal, hear])
  })
  return () => {
    for (const [signal, hear] of listeners) process.off(signal, hear)
  }
}

/** Those that run now. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()
/** This process is about to exit: nothing goes on, as if a program had failed. */
let ending = false

/** Ends every program that `run` has started and waits for that, but not long. */
async function endAll() {
  const ends = [...running].map(child => new Promise(resolve => child.once('close', resolve)))
  for (const child of running) child.kill('SIGTERM')
  const last = setTimeout(() => {
    for (const child of running) child.kill('SIGKILL')
  }, 2000)
  await Promise.race([Promise.all(ends), new Promise(resolve => setTimeout(resolve, 3000))])
  clearTimeout(last)
}

/**
 * Does work that a signal breaks off at any moment: what `run` has started ends first. A second signal does not wait
 * for that.
 * @template T
 * @param {() => Promise<T>} work
 * @param {number} [parent] whose death breaks it off as well
 * @returns {Promise<T>}
 */
export async function breakable(work, parent) {
  const end = (/** @type {number} */ status) => {
    if (ending) process.exit(status)
    ending = true
    void endAll().then(() => process.exit(status))
  }
  const stay = onEnding(signal => end(128 + constants.signals[signal]))
  const watch = setInterval(() => {
    if (parent !== undefined && process.ppid !== parent && !ending) end(1)
  }, 500).unref()
  try {
    return await work()
  } finally {
    stay()
    clearInterval(watch)
  }
}

/**
 * Runs a program and waits. Ctrl-C reaches it through the terminal, other signals through us; this process stays to
 * report.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { limit?: number }} [options] limit: ms, then it is ended
 * @returns {Promise<{ status: number, signal: NodeJS.Signals | null, output: string, missing: boolean }>} output: what
 *   was piped
 */
export function run(command, args, { limit, ...options } = {}) {
  return new Promise(resolve => {
    if (ending) return
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    running.add(child)
    const stay = onEnding(signal => {
      if (signal !== 'SIGINT') child.kill(signal)
    })
    const timer = limit === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), limit)
    let output = ''
    child.stdout?.on('data', data => {
      output += data
    })
    child.stderr?.on('data', data => {
      output += data
    })
    /** @param {number} code @param {NodeJS.Signals | null} signal @param {boolean} missing */
    const end = (code, signal, missing) => {
      clearTimeout(timer)
      running.delete(child)
      stay()
      if (!ending) resolve({ status: code, signal, output, missing })
    }
    child.on('error', error => {
      output += error.message
      end(127, null, true)
    })
    child.on('close', (code, signal) => end(status(code, signal), signal, false))
  })
}

/**
 * The environment that tells a program whose death is its own end (src/main/lib/signals.ts reads it).
 * @param {NodeJS.ProcessEnv} env
 * @param {number[]} starters process ids, added to those that are there
 * @returns {NodeJS.ProcessEnv}
 */
export const belonging = (env, starters) => ({
  ...env,
  ATELIER_STARTERS: [env.ATELIER_STARTERS, ...starters].filter(Boolean).join(',') || undefined
})

/**
 * Gives this process's place to a program: it owns the terminal's streams, gets each signal once, and its exit status
 * is ours.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {number[]} [starters] processes whose death is the program's end, besides this one's
 */
export function handOver(command, args, env, starters = []) {
  if (process.platform !== 'win32' && typeof process.execve === 'function') {
    // Still marked experimental; the warning would be the first thing people see.
    process.removeAllListeners('warning')
    return process.execve(command, [command, ...args], definedOnly(belonging(env, starters)))
  }
  // A session of its own: else Ctrl-C in a terminal would reach it twice, once from there and once from us.
  const detached = process.platform !== 'win32'
  const child = spawn(command, args, { stdio: 'inherit', env: belonging(env, [process.pid, ...starters]), detached })
  const terminal = [0, 1, 2].some(isatty)
  let hungUp = false
  onEnding(signal => {
    if (signal === 'SIGHUP') hungUp = true
  })
  if (detached) forwardSignals(child)
  else process.on('SIGINT', () => {})
  child.on('error', error => {
    process.stderr.write(`Atelier: ${command} could not be started: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => {
    if (!terminal || !hungUp) return process.exit(status(code, signal))
    // Node 20 sets the terminal as it was when it exits, and aborts where that has closed.
    process.removeAllListeners('SIGHUP')
    process.kill(process.pid, 'SIGHUP')
  })
}

/** @param {import('node:child_process').ChildProcess} child */
function forwardSignals(child) {
  onEnding(signal => child.kill(signal))
  for (const signal of /** @type {const} */ (['SIGQUIT', 'SIGUSR2', 'SIGWINCH'])) {
    process.on(signal, () => child.kill(signal))
  }
  process.on('SIGTSTP', () => {
    child.kill('SIGSTOP')
    process.kill(process.pid, 'SIGSTOP')
  })
  process.on('SIGCONT', () => child.kill('SIGCONT'))
}

/** @param {NodeJS.ProcessEnv} env */
const definedOnly = env => Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
