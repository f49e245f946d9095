/** The studio's processes as Electron makes them, behind its `startProcess`. Only the main thread can. */
import { app, type Details, utilityProcess, type UtilityProcess } from 'electron'
import { type StartProcess, tail } from '../studio/processes/child'
import { endingWords, exitOf } from './endings'

/** What still comes after a process has ended, its last words and the reason, is waited for so long, milliseconds. */
const patience = 1000
let count = 0

export const startUtilityProcess: StartProcess = ({ name, program, environment }) => {
  // The reason of an end comes with nothing but the name.
  const serviceName = `${name} ${++count}`
  const child = utilityProcess.fork(program, [], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment,
    serviceName,
    // libtensorflow is not signed by us.
    allowLoadingUnsignedLibraries: process.platform === 'darwin'
  })
  const words = wordsOf(child)
  const reason = reasonOf(serviceName)
  let gone = false
  let doomed = false
  child.once('exit', () => {
    gone = true
  })
  child.once('spawn', () => {
    if (doomed) end(child.pid)
  })
  return {
    send: message => {
      if (!gone) child.postMessage(message)
    },
    onMessage: listener => {
      child.on('message', listener)
    },
    onExit: listener => {
      child.once('exit', code => {
        const late = Promise.all([words.all, code === 0 ? undefined : reason.known])
        void Promise.race([late, new Promise(resolve => setTimeout(resolve, patience))]).then(() => {
          reason.forget()
          const how = endingWords(reason.of()?.reason)
          listener({ ...exitOf(code), stderr: words.text(), ...(how ? { how } : {}) })
        })
      })
    },
    kill: () => {
      // Electron's own kill() asks politely; an engine in the midst of a native step does not listen.
      doomed = true
      end(child.pid)
    }
  }
}

/** The last of what it wrote to stderr, and why V8 ended it. */
function wordsOf(child: UtilityProcess): { text: () => string; all: Promise<void> } {
  const stderr = tail()
  let fatal = ''
  child.on('error', (type, location) => {
    fatal = `${type} in ${location}`
  })
  const all = new Promise<void>(resolve => {
    if (!child.stderr) return resolve()
    child.stderr.setEncoding?.('utf8')
    child.stderr.on('data', piece => stderr.add(String(piece)))
    // A grandchild that holds the pipe open is not waited for.
    child.stderr.once('end', resolve)
  })
  return { text: () => stderr.text() + fatal, all }
}

const waiting = new Map<string, (details: Details) => void>()
let listens = false

/** Why the process of that name is gone, once Chromium has said it. */
function reasonOf(name: string): { of: () => Details | undefined; known: Promise<void>; forget: () => void } {
  if (!listens) app.on('child-process-gone', (_event, details) => waiting.get(details.name ?? '')?.(details))
  listens = true
  let found: Details | undefined
  const known = new Promise<void>(resolve =>
    waiting.set(name, details => {
      found = details
      resolve()
    })
  )
  return {
    of: () => found,
    known,
    forget: () => {
      waiting.delete(name)
    }
  }
}

function end(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
