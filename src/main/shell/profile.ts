/** Where Chromium keeps its own files, and what else a window leaves behind. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { makeFolderSync } from '../lib/folders'
import { privateFolder } from '../lib/private'
import { enterWorkspace } from '../studio/workspace'

export interface Profile {
  /** Has the log and the crash reports: the workspace, or where that is none a folder that goes with the app. */
  home: string
  /** Chromium's. */
  folder: string
}

/**
 * In the workspace: one studio, and one lock, for each. A folder that is no workspace, or cannot be written, stays as
 * it is; what is the matter with it the window says.
 */
export function setupProfile(workspace: string): Profile {
  const profile = inWorkspace(workspace) ?? passing()
  app.setPath('userData', profile.folder)
  return profile
}

function inWorkspace(workspace: string): Profile | null {
  const folder = join(workspace, 'window')
  try {
    enterWorkspace(workspace)
    makeFolderSync(folder, privateFolder)
    return { home: workspace, folder }
  } catch {
    return null
  }
}

function passing(): Profile {
  const home = mkdtempSync(join(tmpdir(), 'atelier-window-'))
  app.on('quit', () => rmSync(home, { recursive: true, force: true }))
  return { home, folder: join(home, 'window') }
}
