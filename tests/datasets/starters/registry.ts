/** A package registry on this machine, as npm's: package documents, and archives beside them. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import mnist from '../../../src/main/datasets/starters/sets/mnist'
import type { Starter } from '../../../src/main/datasets/starters'
import { idx, tarball } from './tarball'

export interface Registry {
  /** Without a slash at its end. */
  address: string
  asked: { path: string; headers: IncomingHttpHeaders }[]
  close: () => Promise<void>
}

export const integrityOf = (bytes: Buffer): string => `sha512-${createHash('sha512').update(bytes).digest('base64')}`

interface Served {
  starter: Starter
  archive: Buffer
  /** As the package document has it; null: the document has none. */
  integrity?: string | null
  /** Sent instead of the package document. */
  document?: string
  /** Answers for the archive instead of sending it. */
  send?: (response: ServerResponse) => void
  /** Of the archive. */
  origin?: string
}

export async function startRegistry({
  starter: {
    package: { name, version }
  },
  archive,
  integrity = integrityOf(archive),
  document,
  send,
  origin
}: Served): Promise<Registry> {
  const asked: Registry['asked'] = []
  const server = createServer(({ url = '', headers }, response) => {
    asked.push({ path: url, headers })
    if (url === `/base/${name}/${version}`)
      response.end(
        document ??
          JSON.stringify({
            name,
            version,
            dist: {
              tarball: `${origin ?? address}/base/${name}/-/${name}-${version}.tgz`,
              ...(integrity === null ? {} : { integrity })
            }
          })
      )
    else if (url !== `/base/${name}/-/${name}-${version}.tgz`) response.writeHead(404).end()
    else if (send) send(response)
    else response.writeHead(200, { 'content-length': archive.length }).end(archive)
  })
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = (): Promise<void> => {
    server.closeAllConnections()
    return new Promise(closed => {
      server.close(() => closed())
    })
  }
  return { address: `${address}/base`, asked, close }
}

/**
 * Three digits: 5, 0 and 4, the first all 1, the second all 2, the third all 3. Noise beside them makes the archive 200
 * kB long.
 */
export function threeDigits(): { starter: Starter; archive: Buffer } {
  const pixels = Uint8Array.from({ length: 3 * 784 }, (_, i) => 1 + Math.floor(i / 784))
  let state = 1
  const noise = Buffer.from(Array.from({ length: 200_000 }, () => (state = (state * 48271) % 2147483647) & 255))
  const archive = tarball([
    { path: 'package/package.json', bytes: '{}' },
    { path: 'package/data/t10k-images-idx3-ubyte', bytes: noise },
    { path: 'package/data/train-images-idx3-ubyte', bytes: idx([3, 28, 28], pixels) },
    { path: 'package/data/train-labels-idx1-ubyte', bytes: idx([3], Uint8Array.of(5, 0, 4)) }
  ])
  return {
    archive,
    starter: {
      ...mnist,
      imageCount: 3,
      package: { ...mnist.package, integrity: integrityOf(archive), bytes: archive.length }
    }
  }
}
