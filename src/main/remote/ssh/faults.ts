/** Why a connection did not come to be, in sentences. */
import { StudioError } from '../../../shared/errors'
import type { Target } from './target'

const words: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there. Is its SSH server running, and the port right?',
  ENOTFOUND: 'there is no machine of that name. Is it spelt right, and the network there?',
  EAI_AGAIN: 'its name could not be looked up. Is the network there?',
  EHOSTUNREACH: 'it is not reached. Is it on, and the network there?',
  ENETUNREACH: 'there is no network.',
  ETIMEDOUT: 'it did not answer.',
  ECONNRESET: 'it ended the connection.'
}

/** @param address as it was asked for */
export function connectionFault({ host, port, user }: Target, address: string, cause: unknown): StudioError {
  const { code, level, message } = cause as { code?: string; level?: string; message?: string }
  if (level === 'client-authentication')
    return new StudioError(
      'conflict',
      `${host} does not let ${user} in with any key that is here. Put one into the agent (ssh-add), or copy it there ` +
        `(ssh-copy-id ${port === 22 ? '' : `-p ${port} `}${user}@${host}). Passwords are not asked for: a run that ` +
        'goes on for days connects again by itself.',
      { cause }
    )
  const why =
    level === 'client-timeout'
      ? words.ETIMEDOUT
      : (words[code ?? ''] ?? `the connection ended as it began (${String(message).slice(0, 200)}).`)
  return new StudioError('not-readable', `${address}: ${why}`, { cause })
}
