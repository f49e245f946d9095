/** The engine in a process of Electron's own making, behind the studio's `startEngine`. */
import { utilityProcess } from 'electron'
import type { Report } from './engine/protocol'
import { type StartEngine, tail } from './studio/engine-process'

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
  child.on('error', (type, location) => { fatal = `${type} in ${location}` })
  let gone = false
  child.once('exit', () => { gone = true })
  return {
    send: order => { if (!gone) child.postMessage(order) },
    onReport: listener => { child.on('message', message => listener(message as Report)) },
    onExit: listener => {
      child.once('exit', code => {
        // Its last words may still be in the pipe; a grandchild that holds the pipe open is not waited for.
        void Promise.race([drained, new Promise(resolve => setTimeout(resolve, 1000))])
          .then(() => listener({ code, signal: null, stderr: stderr.text() + fatal }))
      })
    },
    kill: () => {
      // kill() asks politely; an engine in the midst of a native step does not listen.
      if (child.pid === undefined) child.kill()
      else kill(child.pid)
    }
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
