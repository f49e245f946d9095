/** Where the page may come from, and what does not open a packaged app. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { closeApp, switches, variables } from '../../src/main/shell/closed'
import { developing, developmentPage } from '../../src/main/shell/development'
import { home } from '../../src/main/shell/origin'
import { app } from './electron'

vi.mock('electron', () => import('./electron'))

const server = 'http://localhost:5173/'

/** A tree with sources in it, or without. */
function tree(sources: boolean): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-tree-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'src', 'main'), { recursive: true })
  if (sources) writeFileSync(join(folder, 'src', 'main', 'index.ts'), '')
  return folder
}

beforeEach(() => {
  Object.assign(app, { isPackaged: false, path: tree(true) })
  app.commandLine.switches.clear()
  const { argv } = process
  process.argv = [...argv, '--development']
  onTestFinished(() => {
    process.argv = argv
  })
})

test('the development server shows its page in a source tree where that was asked for', () => {
  expect(developing()).toBe(true)
  expect(developmentPage(server)).toBe(server)
  for (const url of ['http://127.0.0.1:1/', 'http://[::1]:5173/']) expect(developmentPage(url)).toBe(url)
})

test.each([
  [
    'a package',
    () => {
      app.isPackaged = true
    }
  ],
  [
    'a folder without sources',
    () => {
      app.path = tree(false)
    }
  ],
  [
    'a tree where nobody asked',
    () => {
      process.argv = process.argv.filter(word => word !== '--development')
    }
  ]
])('%s has no development server and no DevTools', (_, change) => {
  change()
  vi.stubEnv('ELECTRON_RENDERER_URL', server)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  expect(developing()).toBe(false)
  expect(home()).toBe('app://atelier/')
})

test.each([
  'https://evil.example/',
  'http://evil.example/',
  'http://localhost.evil.example/',
  'http://me:word@localhost:5173/',
  'https://localhost:5173/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'localhost:5173',
  ''
])('a development server is on this machine: not %s', url => {
  expect(developmentPage(url)).toBeNull()
})

test('a packaged app listens to none of what would open it, and says so', () => {
  app.isPackaged = true
  for (const name of switches) app.commandLine.switches.add(name)
  app.commandLine.switches.add('lang')
  const environment = { ...Object.fromEntries(variables.map(name => [name, 'x'])), HOME: '/home/me' }
  expect(closeApp(environment)).toEqual([...switches.map(name => `--${name}`), ...variables])
  expect([...app.commandLine.switches]).toEqual(['lang'])
  expect(environment).toEqual({ HOME: '/home/me' })
})

test('a source tree keeps them: tests drive it through them', () => {
  app.commandLine.switches.add('remote-debugging-port')
  const environment = { ATELIER_TRAINER: '/a/trainer.js' }
  expect(closeApp(environment)).toEqual([])
  expect(app.commandLine.hasSwitch('remote-debugging-port')).toBe(true)
  expect(environment).toEqual({ ATELIER_TRAINER: '/a/trainer.js' })
})
