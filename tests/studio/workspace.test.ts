import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { workspaceFolder } from '../../src/main/studio/workspace'

test("the folder asked for wins, then ATELIER_HOME, then the platform's own place", () => {
  expect(workspaceFolder('here', { ATELIER_HOME: '/there' })).toBe(resolve('here'))
  expect(workspaceFolder(undefined, { ATELIER_HOME: '/there' })).toBe(resolve('/there'))
  expect(workspaceFolder(undefined, { XDG_DATA_HOME: '/data' }, 'linux')).toBe('/data/atelier')
  expect(workspaceFolder(undefined, {}, 'linux')).toBe(join(homedir(), '.local/share/atelier'))
  expect(workspaceFolder(undefined, {}, 'darwin')).toBe(join(homedir(), 'Library/Application Support/Atelier'))
  expect(workspaceFolder(undefined, { APPDATA: '/roaming' }, 'win32')).toBe(join('/roaming', 'Atelier'))
})
