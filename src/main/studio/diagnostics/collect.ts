/**
 * What a person can send to somebody who helps: versions, machine, engines, the workspace in numbers, the newest of the
 * log.
 */
import { existsSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { arch, availableParallelism, cpus, freemem, release, totalmem } from 'node:os'
import { join } from 'node:path'
import packageFile from '../../../../package.json'
import { counted } from '../../../shared/counted'
import type { Dataset, EngineReport, Run } from '../../../shared/domain'
import { logFolder, logNames } from '../../lib/log'
import type { Context } from '../context'
import { redact, type Private } from './redact'
import { countCrashReports, crashFolder } from './crashes'

/** A file of the bundle: nothing private in it, no pictures. */
export interface DiagnosticFile {
  name: string
  text: string
}

/** Of each log and crash report; its end is what tells. */
const mostCharacters = 2_000_000
/** Lines of the log in the summary. */
const newestLines = 100

/** The summary first; then the logs and crash reports, whole. */
export function collectDiagnostics(
  context: Pick<Context, 'workspace' | 'store' | 'host'>,
  engines: readonly EngineReport[]
): DiagnosticFile[] {
  const [datasets, runs] = [context.store.datasets.list(), context.store.runs.list()]
  const hidden = privateTo(context.workspace, datasets, runs)
  const clean = ({ name, text }: DiagnosticFile): DiagnosticFile => ({ name, text: redact(text, hidden) })
  const logs = logNames.flatMap(name => textOf(logFolder(context.workspace), name))
  const crashes = listed(crashFolder(context.workspace))
    .filter(name => name.endsWith('.json'))
    .flatMap(name => textOf(crashFolder(context.workspace), name))
  const newest = logs[0]?.text.trimEnd().split('\n').slice(-newestLines) ?? []
  const summary = [
    ...machine(context.host.kind),
    '',
    ...engines.map(engineLine),
    '',
    ...workspaceLines(context.workspace, datasets, runs),
    '',
    `Crash reports: ${countCrashReports(context.workspace)}`,
    '',
    `The log's newest lines (${newest.length}):`,
    ...newest
  ].join('\n')
  return [{ name: 'diagnostics.txt', text: summary }, ...logs, ...crashes].map(clean)
}

/**
 * The same where no store could be opened. Nobody knows then which names in the log are private: it stays where it is.
 */
export function collectWithoutStore(workspace: string, host: string, problem: string): DiagnosticFile[] {
  const text = [
    ...machine(host),
    '',
    `The workspace could not be opened: ${problem}`,
    ...listed(workspace).map(name => fileLine(workspace, name)),
    freeSpace(workspace),
    '',
    `Crash reports: ${countCrashReports(workspace)}`,
    `The log lies in ${logFolder(workspace)}. Look through it before you send it to anybody.`
  ].join('\n')
  return [{ name: 'diagnostics.txt', text: redact(text, { workspace, names: [] }) }]
}

/** Our own files by name, others only by kind. */
function fileLine(workspace: string, name: string): string {
  const ours = /^(atelier\.|runs$|datasets$|bin$|window$|logs$|crashes$)/.test(name)
  const found = statSync(join(workspace, name), { throwIfNoEntry: false })
  const what = !found ? 'gone' : found.isDirectory() ? 'folder' : `${found.size} bytes`
  return `  ${ours ? name : 'something else'}: ${what}${found ? `, ${found.mtime.toISOString()}` : ''}`
}

function privateTo(workspace: string, datasets: readonly Dataset[], runs: readonly Run[]): Private {
  // A built-in set's name says nothing of anybody.
  const own = datasets.filter(({ kind }) => kind !== 'builtin')
  const models = new Set(runs.map(({ model }) => model))
  const named = runs.flatMap(({ name, dataset }) =>
    own.some(({ id }) => id === dataset) || dataset === null ? [name] : []
  )
  return {
    workspace,
    names: [...own.flatMap(({ origin, name, labels }) => [origin, name, ...labels]), ...named].filter(
      name => !models.has(name)
    )
  }
}

function machine(host: string): string[] {
  const { node, electron = 'none', v8 } = process.versions
  const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`
  return [
    `Atelier ${packageFile.version} (${host}), Node ${node}, Electron ${electron}, V8 ${v8}`,
    `${process.platform} ${release()} ${arch()}, ${availableParallelism()} ` +
      `× ${cpus()[0]?.model.trim() ?? 'processor unknown'}`,
    `Memory: ${gigabytes(totalmem())}, ${gigabytes(freemem())} free`,
    `Collected ${new Date().toISOString()}`
  ]
}

const engineLine = ({ engine, title, version, device, works, chosen, precisions, why, detail }: EngineReport): string =>
  `Engine ${engine}${chosen ? ' (runs)' : ''}: ${
    // Why it does not work says that it does not.
    works ? `${title} ${version} on ${device}, ${precisions.join(', ')}. ` : ''
  }${why} ${detail}`.trim()

function workspaceLines(workspace: string, datasets: readonly Dataset[], runs: readonly Run[]): string[] {
  return [
    `Workspace: ${counted(datasets.length, 'dataset')}, ${counted(runs.length, 'run')}; ${freeSpace(workspace)}`,
    ...datasets.map(
      ({ id, kind, exampleKind, imageCount, unreadableCount, labels }) =>
        `  dataset ${id}: ${kind}, ${imageCount} ${exampleKind}, ${unreadableCount} ` +
        `unreadable, ${counted(labels.length, 'class', 'classes')}`
    ),
    ...runs.map(
      ({ id, model, status, epoch, epochs, step, engine, error }) =>
        `  run ${id}: ${model}, ${status}, epoch ${epoch} of ${epochs}, ` +
        `step ${step}, ${engine ?? 'no engine yet'}${error ? `; ${error}` : ''}`
    )
  ]
}

function freeSpace(folder: string): string {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return `${((bavail * bsize) / 2 ** 30).toFixed(1)} GiB free on its disk`
  } catch {
    return 'its disk cannot be asked'
  }
}

function textOf(folder: string, name: string): DiagnosticFile[] {
  const path = join(folder, name)
  if (!existsSync(path) || !statSync(path).isFile()) return []
  return [{ name, text: readFileSync(path, 'utf8').slice(-mostCharacters) }]
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
