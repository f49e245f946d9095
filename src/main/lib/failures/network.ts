/** Why another machine was not reached, for a bracket within a sentence. */
const reasons: Record<string, string> = {
  ENOTFOUND: 'nobody knows that name',
  EAI_AGAIN: 'its name could not be looked up',
  ECONNREFUSED: 'it takes no connections',
  ECONNRESET: 'it ended the connection',
  ECONNABORTED: 'the connection was ended',
  EPIPE: 'it ended the connection',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no network',
  ENETDOWN: 'there is no network',
  UND_ERR_CONNECT_TIMEOUT: 'no answer',
  UND_ERR_HEADERS_TIMEOUT: 'no answer',
  UND_ERR_BODY_TIMEOUT: 'no answer',
  UND_ERR_SOCKET: 'the connection was ended',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself alone',
  SELF_SIGNED_CERT_IN_CHAIN:
    'its certificate is signed by nobody this machine trusts; NODE_EXTRA_CA_CERTS names whom to trust',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is signed by nobody this machine trusts; NODE_EXTRA_CA_CERTS names whom to trust',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate is signed by nobody this machine trusts; NODE_EXTRA_CA_CERTS names whom to trust',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is another machine’s'
}

/** In words, without a full stop. fetch hides the reason as its error's cause. */
export function networkReason(error: unknown): string {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each.name === 'AbortError' || each.name === 'TimeoutError') return 'no answer'
    const found = 'code' in each ? reasons[String(each.code)] : undefined
    if (found !== undefined) return found
    if (each instanceof AggregateError && each.errors.length > 0) return networkReason(each.errors[0])
  }
  return 'the connection failed'
}
