/** Words for people. All of it goes to stderr, so that stdout belongs to the program that is being started. */

/** A failure told in one sentence with what to do; shown without a stack. */
export class Problem extends Error {}

export const say = (/** @type {string} */ line) => void process.stderr.write(`${line}\n`)

const mebibytes = (/** @type {number} */ bytes) => `${Math.round(bytes / 1e6)} MB`

/**
 * Progress of a download of `total` bytes: one line rewritten on a terminal, a line every tenth elsewhere.
 * @param {string} label
 * @param {number} total
 */
export function progress(label, total) {
  const began = Date.now()
  const terminal = Boolean(process.stderr.isTTY)
  let have = 0,
    skipped = 0,
    shownAt = 0,
    shownTenth = -1
  const show = () => {
    const rate = (have - skipped) / Math.max(1, Date.now() - began)
    const left = rate > 0 ? Math.ceil((total - have) / rate / 1000) : undefined
    const text =
      `${label}: ${mebibytes(have)} of ${mebibytes(total)}` +
      (left === undefined || have >= total ? '' : `, ${left} s left`)
    process.stderr.write(terminal ? `\r\x1b[K${text}` : `${text}\n`)
  }
  return {
    /** @param {number} bytes newly arrived, or already there (`old`) from an earlier try */
    add(bytes, old = false) {
      have += bytes
      if (old) skipped += bytes
      const tenth = Math.floor((have / total) * 10)
      if (terminal ? Date.now() - shownAt > 100 : tenth > shownTenth) {
        shownAt = Date.now()
        shownTenth = tenth
        show()
      }
    },
    done() {
      if (terminal) {
        show()
        process.stderr.write('\n')
      }
    }
  }
}

/**
 * What went wrong, in a sentence, for errors of the system that set-up can meet anywhere.
 * @param {unknown} error
 */
export function explain(error) {
  if (error instanceof Problem) return error.message
  const { code, path, message, syscall } = /** @type {NodeJS.ErrnoException} */ (error)
  const where = path ? ` at ${path}` : ''
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return (
      `The disk is full${where}. Free some space, or set ATELIER_CACHE to a folder on another disk, and start ` +
      'again: it goes on where it stopped.'
    )
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || syscall === 'mkdir')
    return (
      `No permission to write${where}. Give yourself permission there, or set ATELIER_CACHE to a folder you ` +
      'may write to.'
    )
  return `${message ?? error}${process.env.ATELIER_DEBUG ? '' : ' (ATELIER_DEBUG=1 shows where.)'}`
}

/**
 * Runs a script's body; a failure becomes one sentence on stderr and exit status 1, and so do words that stdout has
 * lost.
 * @param {() => Promise<unknown>} body
 */
export async function main(body) {
  process.stderr.on('error', () => {})
  process.stdout.on('error', error => {
    if (process.exitCode) return
    process.exitCode = 1
    say(
      'Atelier: A part of the output was ' +
        `lost${/** @type {NodeJS.ErrnoException} */ (error).code === 'EPIPE' ? ': nobody reads it any more' : ''}.`
    )
  })
  try {
    await body()
  } catch (error) {
    say(`Atelier: ${explain(error)}`)
    if (process.env.ATELIER_DEBUG) say(String(/** @type {Error} */ (error).stack))
    process.exitCode = 1
  }
}
