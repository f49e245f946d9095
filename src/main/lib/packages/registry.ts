/** The package registry that npm is configured with: where a pinned package's archive lies. */
import { execFile } from 'node:child_process'
import { z } from 'zod'
import { StudioError } from '../../../shared/errors'
import { checkCancelled } from '../cancel'
import { ask, smallText } from './http'

const document = z.object({ dist: z.object({ tarball: z.url(), integrity: z.string().optional() }) })

/** A package of one version, and what its archive hashes to: other bytes are refused. */
export interface Pinned {
  /** For sentences. */
  title: string
  package: {
    name: string
    version: string
    /** sha512 of the archive, as registries write it. */
    integrity: string
  }
}

/**
 * Ends with a slash. The environment decides, as it does for npm; else npm is asked, which knows its own files.
 * @throws StudioError unsupported, where there is no npm to ask; cancelled
 */
export async function registryAddress(signal?: AbortSignal, env = process.env): Promise<string> {
  const [, given] =
    Object.entries(env).find(([key, value]) => key.toLowerCase() === 'npm_config_registry' && value) ?? []
  const address = given ?? (await askNpm(signal, env))
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new StudioError(
      'unsupported',
      `npm’s registry is set to “${address}”, which is no web address. Correct it with \`npm config set registry\`.`
    )
  return address.endsWith('/') ? address : `${address}/`
}

function askNpm(signal: AbortSignal | undefined, env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    // On Windows npm is a script, which only a shell runs; the words are fixed.
    execFile(
      'npm',
      ['config', 'get', 'registry'],
      { env, signal, timeout: 30_000, shell: process.platform === 'win32', windowsHide: true },
      (error, stdout) => {
        const address = stdout.trim()
        if (!error && address !== '') return resolve(address)
        try {
          checkCancelled(signal)
        } catch (cancelled) {
          return reject(cancelled)
        }
        reject(
          new StudioError(
            'unsupported',
            'npm could not be asked which package registry to fetch from. Install npm, or set ' +
              'npm_config_registry to a registry’s address.',
            { cause: error }
          )
        )
      }
    )
  })
}

/**
 * Where the registry keeps a package's archive.
 * @throws StudioError not-found (no such package), not-readable (no answer, or other bytes than the pinned ones),
 *   cancelled
 */
export async function archiveAddress(
  { title, package: { name, version, integrity } }: Pinned,
  registry: string,
  signal?: AbortSignal
): Promise<string> {
  const response = await ask(new URL(`${name}/${version}`, registry).href, title, {
    registry,
    signal,
    accept: 'application/json'
  })
  const found = document.safeParse(parsed(await smallText(response, title, signal)))
  if (!found.success)
    throw new StudioError(
      'not-readable',
      `${title} could not be fetched: ${new URL(registry).host} does not answer like a package registry. See ` +
        'which one `npm config get registry` names.'
    )
  const { tarball, integrity: offered } = found.data.dist
  if (offered && !offered.split(/\s+/).includes(integrity)) throw otherBytes(title, `${name} ${version}`, registry)
  return tarball
}

export const otherBytes = (title: string, what: string, address: string): StudioError =>
  new StudioError(
    'not-readable',
    `${title} was not fetched: what ${new URL(address).host} offers as ${what} is not what was published ` +
      '(its checksum differs). Nothing of it was kept. Try again later, or from another registry.'
  )

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return null
  }
}
