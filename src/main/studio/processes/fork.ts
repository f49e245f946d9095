/** Processes of a plain Node: forked children, typed arrays cloned as they are. */
import { fork } from 'node:child_process'
import { whyOf } from '../../lib/failures'
import { type ProcessExit, type StartProcess, tail } from './child'

export const forkProcess: StartProcess = ({ program, environment }) => {
  const child = fork(program, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: environment,
    execArgv: [],
    windowsHide: true,
    // A group of its own: Ctrl-C in a terminal must reach the studio, which saves first, and not the engine.
    detached: process.platform !== 'win32'
  })
  const stderr = tail()
  child.stderr?.setEncoding('utf8').on('data', piece => stderr.add(String(piece)))
  return {
    // One that died between two messages is told of by onExit; the failed send adds nothing.
    send: message => {
      if (child.connected) child.send(message as object, () => undefined)
    },
    onMessage: listener => {
      child.on('message', listener)
    },
    onExit: listener => {
      let told = false
      const tell = (exit: ProcessExit) => {
        if (!told) {
          told = true
          listener(exit)
        }
      }
      child.once('error', error =>
        tell({ code: null, signal: null, stderr: `${stderr.text()}\nIt could not be started: ${whyOf(error)}.` })
      )
      // close, not exit: by then stderr and every message have been read.
      child.once('close', (code, signal) => tell({ code, signal, stderr: stderr.text() }))
    },
    kill: () => {
      child.kill('SIGKILL')
    }
  }
}
