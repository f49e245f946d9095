/**
 * Whether long proofs are asked for as well, of which `npm test` has a short form: ATELIER_LONG=1. They are timed, or
 * say of another thing what was seen of one.
 */
export const long = process.env.ATELIER_LONG === '1'
