/** One set-up at a time in a folder that several processes share. */
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync
} from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { leftover } from './leftover.mjs'
import { say } from './say.mjs'

const beat = 5_000
/** A holder on another machine cannot be asked whether it lives; one that has not stirred for this long does not. */
const dead = 60_000

/**
 * Runs `body` while holding the lock file; waits for another holder, steps over one that has died.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} body
 * @returns {Promise<T>}
 */
export async function withLock(file, body, pause = 500) {
  mkdirSync(dirname(file), { recursive: true })
  for (let told = false; !take(file); await wait(pause)) {
    if (isStale(file)) clear(file)
    else if (!told) {
      told = true
      say('Another Atelier is setting itself up; waiting for it.')
    }
  }
  const released = leftover(file)
  const heart = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date())
    } catch {
      /* gone: nothing to keep alive */
    }
  }, beat).unref()
  try {
    return await body()
  } finally {
    clearInterval(heart)
    rmSync(file, { force: true })
    released()
  }
}

/** @param {string} file */
function take(file) {
  try {
    const handle = openSync(file, 'wx')
    writeSync(handle, JSON.stringify({ pid: process.pid, host: hostname() }))
    closeSync(handle)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false
    throw error
  }
}

/** @param {string} file */
function isStale(file) {
  try {
    if (Date.now() - statSync(file).mtimeMs > dead) return true
    const { pid, host } = JSON.parse(readFileSync(file, 'utf8'))
    return host === hostname() && !isAlive(pid)
  } catch {
    return false // just released, or just being written
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** Renamed before it is removed: of several that found it stale, one wins. @param {string} file */
function clear(file) {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    rmSync(aside, { force: true })
  } catch {
    /* another was quicker */
  }
}
