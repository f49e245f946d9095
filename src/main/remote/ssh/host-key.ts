/** Whether a machine is the one that it says it is. */
import { StudioError } from '../../../shared/errors'
import { fingerprintOf, keyType, knownKeys } from './known-hosts'
import type { Target } from './target'

export interface HostKeyCheck {
  /** Kinds of keys that are known of it, which it is asked for; empty: any. */
  types: string[]
  verify: (key: Buffer) => boolean
  /** Why it was refused, once it was. */
  fault: () => StudioError | null
}

/** A key of one type signs in several ways. */
const signatures = (type: string): string[] =>
  type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : /^(ssh-ed25519|ecdsa-)/.test(type) ? [type] : []

/** @param fingerprint of the key that it must have; null: what known_hosts says */
export async function hostKeyCheck(target: Target, fingerprint: string | null): Promise<HostKeyCheck> {
  const { keyName, host, port, user } = target
  const known = await knownKeys(keyName, port, target.knownHosts)
  let fault: StudioError | null = null
  const refuse = (sentence: string): boolean => {
    fault = new StudioError('conflict', sentence)
    return false
  }
  return {
    types: fingerprint === null ? [...new Set(known.flatMap(({ type }) => signatures(type)))] : [],
    fault: () => fault,
    verify: key => {
      const shown = `${keyType(key)} ${fingerprintOf(key)}`
      const same = known.filter(each => each.key.equals(key))
      if (same.some(({ revoked }) => revoked))
        return refuse(`The key of ${host} (${shown}) is revoked in known_hosts. Nothing was sent to it.`)
      if (fingerprint !== null)
        return (
          fingerprint === fingerprintOf(key) ||
          refuse(`${host} has the key ${shown}, not the one that was trusted (${fingerprint}). ${whatToDo}`)
        )
      if (same.length > 0) return true
      return known.length > 0
        ? refuse(`${host} has another key (${shown}) than known_hosts has of it. ${whatToDo}`)
        : refuse(
            `The key of ${host} is not known here: ${shown}. Compare it with what the machine says of itself ` +
              '(ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub). Where it is the same, connect once with ' +
              `\`ssh ${port === 22 ? '' : `-p ${port} `}${user}@${host}\`, or add the machine with --fingerprint.`
          )
    }
  }
}

const whatToDo =
  'Either the machine was set up anew, or somebody is in between. Nothing was sent to it. Ask whoever runs it.'
