/** The engine in a process of Electron's own making, behind the studio's `startEngine`. */
import { constants } from 'node:os'
import { utilityProcess } from 'electron'
import type { ToStudio } from './engine/protocol'
import { engineOn, type EngineExit, type StartEngine, tail } from './studio/engines/engine-process'

export const startUtilityEngine: StartEngine = (program, environment) => {
  const child = utilityProcess.fork(program, [], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment,
    serviceName: 'Atelier engine',
    // libtensorflow is not signed by us.
    allowLoadingUnsignedLibraries: process.platform === 'darwin'
  })
  const stderr = tail()
  let fatal = ''
  const drained = new Promise<void>(resolve => {
    if (!child.stderr) return resolve()
    child.stderr.setEncoding?.('utf8')
    child.stderr.on('data', piece => stderr.add(String(piece)))
    child.stderr.once('end', resolve)
  })
  child.on('error', (type, location) => {
    fatal = `${type} in ${location}`
  })
  let gone = false
  child.once('exit', () => {
    gone = true
  })
  return engineOn({
    post: message => {
      if (!gone) child.postMessage(message)
    },
    onMessage: listener => {
      child.on('message', message => listener(message as ToStudio))
    },
    onExit: listener => {
      child.once('exit', code => {
        // Its last words may still be in the pipe; a grandchild that holds the pipe open is not waited for.
        void Promise.race([drained, new Promise(resolve => setTimeout(resolve, 1000))]).then(() =>
          listener({ ...exitOf(code), stderr: stderr.text() + fatal })
        )
      })
    },
    kill: () => {
      // kill() asks politely; an engine in the midst of a native step does not listen.
      if (child.pid === undefined) child.kill()
      else kill(child.pid)
    }
  })
}

/** What a process of ours never ends with by itself: those its system gives to programs that it ends. */
const deadly = [
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGKILL',
  'SIGSEGV',
  'SIGTERM',
  'SIGXCPU',
  'SIGSYS'
] as const

/**
 * Electron passes on either the number a process gave to process.exit or, where it did not get that far, what POSIX's
 * waitpid says: the signal in the lowest 7 bits, 128 for a memory dump, the exit status in the next 8 bits.
 */
export function exitOf(code: number, platform = process.platform): Pick<EngineExit, 'code' | 'signal'> {
  if (platform === 'win32' || code < 0) return { code, signal: null }
  const signal = deadly.find(name => constants.signals[name] === (code & 0x7f))
  if (code < 0x100 && signal) return { code: null, signal }
  return { code: code >= 0x100 && (code & 0xff) === 0 ? code >> 8 : code, signal: null }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
