/**
 * Loaded into an engine's process before its program (`--import`): a parentPort like Electron's instead of Node's own
 * channel. What was posted leaves a moment later, and what has not left when the process exits is lost.
 */
const { send } = process
const port = {
  postMessage: message => {
    setTimeout(() => send.call(process, message), 400)
  },
  on: (event, receive) =>
    event === 'message'
      ? process.on('message', data => {
          receive({ data })
        })
      : process.on('disconnect', receive)
}
Object.assign(process, { parentPort: port, send: undefined, disconnect: undefined })
