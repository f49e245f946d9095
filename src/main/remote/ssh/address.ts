/** How another machine is named: `user@host`, `host:port`, or a name of ~/.ssh/config. */
import { StudioError } from '../../../shared/errors'

export interface Address {
  user: string | null
  /** A name, a number, or what ~/.ssh/config calls it. */
  host: string
  port: number | null
}

const form = /^(?:([\w][\w.-]*)@)?(?:\[([0-9a-fA-F:.]+)\]|([\w][\w.-]*))(?::(\d{1,5}))?$/

/** @throws StudioError bad-input */
export function readAddress(words: string): Address {
  const [, user = null, bracketed, plain, port] = form.exec(words) ?? []
  const host = bracketed ?? plain
  const number = port === undefined ? null : Number(port)
  if (host === undefined || (number !== null && (number < 1 || number > 65_535)))
    throw new StudioError(
      'bad-input',
      `"${words.slice(0, 100)}" names no machine. Say user@host, user@host:port, or a name of ~/.ssh/config.`
    )
  return { user, host, port: number }
}

export const addressWords = ({ user, host, port }: Address): string =>
  `${user === null ? '' : `${user}@`}${host.includes(':') ? `[${host}]` : host}${port === null ? '' : `:${port}`}`
