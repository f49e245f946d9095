/** A package index and file server on loopback, with one wheel, and the faults that real ones have. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHash } from 'node:crypto'
import { crc32, deflateRawSync } from 'node:zlib'

export const hex = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
export const base64url = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64url')

/**
 * A zip of the files, those named in `stored` uncompressed; each local header has an extra field that the table lacks.
 */
export function zipOf(files: Record<string, Buffer>, stored: string[] = []): Buffer {
  const parts: Buffer[] = []
  const table: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(files)) {
    const method = stored.includes(name) ? 0 : 8
    const packed = method === 0 ? content : deflateRawSync(content)
    const common = Buffer.alloc(22)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(method, 4)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(content.length, 18)
    const lengths = (extra: number) => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt16LE(Buffer.byteLength(name), 0)
      bytes.writeUInt16LE(extra, 2)
      return bytes
    }
    const local = [
      Buffer.from('PK\x03\x04', 'latin1'),
      common,
      lengths(5),
      Buffer.from(name),
      Buffer.from('extra'),
      packed
    ]
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    table.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, lengths(0), rest, Buffer.from(name))
    parts.push(...local)
    offset += local.reduce((sum, part) => sum + part.length, 0)
  }
  const directory = Buffer.concat(table)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, directory, end])
}

export interface Index {
  url: string
  /** Range headers asked for, in order; 'whole' where there was none. */
  asked: string[]
  /** Bytes sent of the wheel, all answers together. */
  sent: () => number
  [Symbol.asyncDispose]: () => Promise<void>
}

interface Faults {
  ranges?: boolean
  html?: boolean
  /** Each answer of more than this many bytes breaks off after them. */
  breakAfter?: number
  /** After the first such break, nothing is answered any more. */
  dies?: boolean
  /** Name and password that must be given. */
  login?: string
}

export async function serveWheel(
  wheel: Buffer,
  filename: string,
  { ranges = true, html = false, breakAfter, dies = false, login }: Faults = {}
): Promise<Index> {
  const asked: string[] = []
  let sent = 0
  let dead = false
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (login && request.headers.authorization !== `Basic ${Buffer.from(login).toString('base64')}`)
      return void response.writeHead(401).end()
    if (request.url === '/simple/thing/') {
      if (html)
        return void response
          .setHeader('content-type', 'text/html')
          .end(`<a href="../../files/${filename}#sha256=${hex(wheel)}">${filename}</a>`)
      return void response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json').end(
        JSON.stringify({
          files: [{ filename, url: `/files/${filename}`, size: wheel.length, hashes: { sha256: hex(wheel) } }]
        })
      )
    }
    if (request.url !== `/files/${filename}`) return void response.writeHead(404).end()
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    if (dead) return void response.destroy()
    asked.push(request.headers.range ?? 'whole')
    const partial = ranges && from !== undefined && to !== undefined
    const body = partial ? wheel.subarray(Number(from), Number(to) + 1) : wheel
    response.writeHead(partial ? 206 : 200, {
      'content-length': body.length,
      ...(partial ? { 'content-range': `bytes ${from}-${to}/${wheel.length}` } : {})
    })
    sent += Math.min(body.length, breakAfter ?? body.length)
    if (breakAfter === undefined || body.length <= breakAfter) return void response.end(body)
    dead = dies
    response.write(body.subarray(0, breakAfter), () => setTimeout(() => response.destroy(), 50))
  }
  const server = createServer(answer)
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${login ? `${login}@` : ''}127.0.0.1:${port}/simple`,
    asked,
    sent: () => sent,
    [Symbol.asyncDispose]: () =>
      new Promise(done => {
        server.closeAllConnections()
        server.close(() => done())
      })
  }
}
