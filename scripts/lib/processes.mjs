/** Starting other programs: waited for, captured, or taking this process's place. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, dirname } from 'node:path'
import { inRoot } from './paths.mjs'

/** The environment in which `node` and the packages' tools are the right ones. @param {string} node */
export function environment(node, env = process.env) {
  const path = [dirname(node), inRoot('node_modules', '.bin'), env.PATH ?? ''].join(delimiter)
  return { ...env, PATH: path }
}

/** 128 + n for a signal, as shells do. @param {number | null} code @param {NodeJS.Signals | null} signal */
export const status = (code, signal) => code ?? (signal ? 128 + constants.signals[signal] : 1)

/**
 * Runs a program and waits. Ctrl-C reaches it through the terminal; this process stays to report.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { limit?: number }} [options] limit: ms, then it is ended
 * @returns {Promise<{ status: number, signal: NodeJS.Signals | null, output: string, missing: boolean }>} output: what was piped
 */
export function run(command, args, { limit, ...options } = {}) {
  return new Promise(resolve => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    const stay = () => {}
    const pass = () => child.kill('SIGTERM')
    process.on('SIGINT', stay).on('SIGTERM', pass)
    const timer = limit === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), limit)
    let output = ''
    child.stdout?.on('data', data => { output += data })
    child.stderr?.on('data', data => { output += data })
    /** @param {number} code @param {NodeJS.Signals | null} signal @param {boolean} missing */
    const end = (code, signal, missing) => {
      clearTimeout(timer)
      process.off('SIGINT', stay).off('SIGTERM', pass)
      resolve({ status: code, signal, output, missing })
    }
    child.on('error', error => { output += error.message; end(127, null, true) })
    child.on('close', (code, signal) => end(status(code, signal), signal, false))
  })
}

/**
 * Gives this process's place to a program: it owns the terminal's streams, gets each signal once, and its exit status is ours.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function handOver(command, args, env) {
  if (process.platform !== 'win32' && typeof process.execve === 'function') {
    // Still marked experimental; the warning would be the first thing people see.
    process.removeAllListeners('warning')
    return process.execve(command, [command, ...args], definedOnly(env))
  }
  // A session of its own: else Ctrl-C in a terminal would reach it twice, once from there and once from us.
  const detached = process.platform !== 'win32'
  const child = spawn(command, args, { stdio: 'inherit', env, detached })
  if (detached) forwardSignals(child)
  else process.on('SIGINT', () => {})
  child.on('error', error => { process.stderr.write(`Atelier: ${command} could not be started: ${error.message}\n`); process.exit(1) })
  child.on('exit', (code, signal) => process.exit(status(code, signal)))
}

/** @param {import('node:child_process').ChildProcess} child */
function forwardSignals(child) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGWINCH'])) {
    process.on(signal, () => child.kill(signal))
  }
  process.on('SIGTSTP', () => { child.kill('SIGSTOP'); process.kill(process.pid, 'SIGSTOP') })
  process.on('SIGCONT', () => child.kill('SIGCONT'))
}

/** @param {NodeJS.ProcessEnv} env */
const definedOnly = env => Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
