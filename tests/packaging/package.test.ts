/**
 * The desktop app as it is packed, as far as that can be told without Electron's binary. Proven: the configuration
 * keeps to electron-builder's schema for every platform; what is packed for Linux is complete (a plain Node runs the
 * command line and TensorFlow out of it), has nothing in it that is not the studio, and has its fuses set. Not proven:
 * that Electron starts from it, the installers themselves (AppImage, deb, dmg, nsis), signatures, macOS and Windows.
 */
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { extractAll, listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withPackages } from '../remote/support/place'
import { canServe, startSshServer } from '../remote/support/ssh-server'
import { stubElectron } from './stub'

const run = promisify(execFile)
const require = createRequire(import.meta.url)
const config = resolve('packaging/electron-builder.yml')

interface Builder {
  validateConfiguration(config: object, logger: object): Promise<void>
  loadYaml(text: string): Record<string, unknown>
}
const builder: Builder = {
  validateConfiguration: (require('app-builder-lib/out/util/config/config') as Builder).validateConfiguration,
  loadYaml: (require('js-yaml') as { load: Builder['loadYaml'] }).load
}
const read = () => builder.loadYaml(readFileSync(config, 'utf8'))

describe('the configuration', () => {
  it("keeps to electron-builder's schema", async () => {
    await expect(builder.validateConfiguration(read(), { isEnabled: false })).resolves.toBeUndefined()
  })

  it('would be refused with a word the schema does not know', async () => {
    await expect(builder.validateConfiguration({ ...read(), electronFuse: {} }, { isEnabled: false })).rejects.toThrow(
      /electronFuse/
    )
  })

  it('names packages for Linux, macOS and Windows', () => {
    const { linux, mac, win } = read() as Record<string, { target: (string | { target: string })[] }>
    const kinds = [linux, mac, win].map(platform =>
      platform?.target.map(target => (typeof target === 'string' ? target : target.target))
    )
    expect(kinds).toEqual([['AppImage', 'deb'], ['dmg', 'zip'], ['nsis']])
  })
})

describe.runIf(process.platform === 'linux')('what is packed for Linux, on a stand-in for Electron', () => {
  let folder = ''
  /** As the app has them, but that the archive is a folder of that name. */
  let resources = ''
  let unpacked = ''
  let archive = ''

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'atelier-package-'))
    const { version } = require('electron/package.json') as { version: string }
    // Each fuse on the wrong side: one left alone is seen.
    stubElectron(join(folder, 'electron'), version, '10110011')
    const words = [
      '--config',
      config,
      '--publish',
      'never',
      '--dir',
      `-c.electronDist=${join(folder, 'electron')}`,
      `-c.directories.output=${join(folder, 'dist')}`
    ]
    await run(process.execPath, [resolve('node_modules/electron-builder/cli.js'), ...words], { maxBuffer: 1 << 26 })
    unpacked = join(folder, 'dist', 'linux-unpacked', 'resources', 'app.asar.unpacked')
    archive = join(folder, 'dist', 'linux-unpacked', 'resources', 'app.asar')
    resources = join(folder, 'resources')
    extractAll(archive, join(resources, 'app.asar'))
    cpSync(unpacked, join(resources, 'app.asar'), { recursive: true, verbatimSymlinks: true })
    cpSync(join(folder, 'dist', 'linux-unpacked', 'resources', 'program'), join(resources, 'program'), {
      recursive: true
    })
  }, 600_000)
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('has its fuses set', async () => {
    const { version: _, ...wire } = await getCurrentFuseWire(join(folder, 'dist', 'linux-unpacked', 'atelier'))
    const on = Object.entries(wire)
      .filter(([, state]) => String.fromCharCode(Number(state)) === '1')
      .map(([fuse]) => FuseV1Options[Number(fuse)])
    expect(on).toEqual(['EnableCookieEncryption', 'EnableEmbeddedAsarIntegrityValidation', 'OnlyLoadAppFromAsar'])
    expect(Object.keys(wire)).toHaveLength(8)
  })

  it('holds the studio, and neither tests, sources, measurements nor another Node', () => {
    const files = listPackage(archive, { isPack: false })
    for (const needed of [
      '/out/main/index.js',
      '/out/main/trainer.js',
      '/out/preload/index.cjs',
      '/out/renderer/index.html',
      '/LICENSE',
      '/package.json'
    ])
      expect(files).toContain(needed)
    const strange = files.filter(file =>
      /^\/(src|tests|docs|bench|scripts|shared)\/|^\/out\/main\/(bench|contender|quality)|^\/node_modules\/(node-(linux|win)-|vitest|electron-builder|typescript)\b/.test(
        file
      )
    )
    expect(strange).toEqual([])
  })

  it("has native code outside the archive, TensorFlow's library under both of its names", () => {
    const deps = join(unpacked, 'node_modules', '@tensorflow', 'tfjs-node-gpu')
    for (const file of [
      'lib/napi-v8/tfjs_binding.node',
      'deps/lib/libtensorflow_cc.so.2',
      'deps/lib/libtensorflow.so',
      'deps/lib/libtensorflow_framework.so'
    ])
      expect(existsSync(join(deps, file)), file).toBe(true)
    expect(existsSync(join(unpacked, 'node_modules', 'better-sqlite3'))).toBe(true)
  })

  it('is complete: a plain Node opens a workspace and TensorFlow out of it, away from the source tree', async () => {
    const { ATELIER_TRAINER: _, ...env } = process.env
    const { stdout } = await run(
      process.execPath,
      [
        join(resources, 'app.asar', 'out', 'main', 'cli.js'),
        '--json',
        '--workspace',
        join(folder, 'workspace'),
        'doctor'
      ],
      { cwd: folder, env, maxBuffer: 1 << 24 }
    )
    expect(JSON.parse(stdout)).toMatchObject({ engine: 'tensorflow', selfTest: true })
  }, 180_000)

  it.skipIf(!canServe)(
    'prepares another machine with what it carries, away from the source tree',
    async () => {
      const server = await startSshServer()
      try {
        const place = join(server.folder, 'place')
        withPackages(place)
        const program = join(resources, 'app.asar', 'out', 'main', 'cli.js')
        const call = async (...words: string[]): Promise<string> => {
          const all = [program, '--json', '--workspace', join(folder, 'workspace'), 'machines', ...words]
          return (
            await run(process.execPath, all, {
              cwd: folder,
              env: { ...process.env, ATELIER_SSH_CONFIG: server.config }
            })
          ).stdout
        }
        await call('add', 'box', 'studio-box', '--folder', place)
        expect(JSON.parse(await call('prepare', 'box'))).toMatchObject({ machine: 'box', works: true, selfTest: true })
      } finally {
        await server.stop()
      }
    },
    180_000
  )
})
