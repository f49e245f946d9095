/** What the fields of a definition must be, as schemas, and what is wrong with one in plain sentences. */
import { z } from 'zod'

/** A schema for every field that a definition may have: a field that is added to its type wants one, too. */
export type Fields<T> = { readonly [K in keyof T]-?: z.ZodType }

/** What is called, whatever it takes and returns. */
export const func = z.custom<(...input: never[]) => unknown>(value => typeof value === 'function', 'a function')
/** What people read: not empty. */
export const words = z.string().regex(/\S/, 'words that can be read')
/** Only its presence says something. */
export const mark = z.literal(true).optional()
/** What tells definitions apart, on the command line, too. */
export const identifier = z
  .string()
  .max(40, '40 characters or fewer')
  .regex(/^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/, 'letters and digits, with hyphens between')
/** What tells settings, options and inputs apart, on the command line with hyphens before capitals. */
export const key = z
  .string()
  .max(40, '40 characters or fewer')
  .regex(/^[a-z][A-Za-z0-9]*$/, 'letters and digits, a small letter first')

/** All fields of a definition together. */
export const schemaOf = <T>(fields: Fields<T>): z.ZodType => z.object(fields as Record<string, z.ZodType>)

/**
 * What is wrong with a definition or a part of one, a phrase that follows the name of its file for each; none where all
 * is well. Every process does this as it starts, and each schema reads a few values: writing a function for it
 * (zod's usual way) takes longer than it saves.
 * @param noun what it is to be, e.g. loss
 */
export const wrongIn = (noun: string, part: unknown, schema: z.ZodType): string[] =>
  (schema.safeParse(part, { jitless: true }).error?.issues ?? []).map(issue => phrase(noun, part, issue))

/** "declares a loss without `generator`, which must be a function". */
function phrase(noun: string, definition: unknown, issue: z.core.$ZodIssue): string {
  const field = issue.path.map(String).join('.')
  const value = issue.path.reduce<unknown>((inner, step) => (inner as Record<PropertyKey, unknown>)[step], definition)
  const [subject, wanted] = [`declares ${withArticle(noun)}`, wantedIn(issue)]
  if (issue.path.length === 0) return `${subject} that is ${shown(value)}, and must be ${wanted}`
  return value === undefined
    ? `${subject} without \`${field}\`, which must be ${wanted}`
    : `${subject} whose \`${field}\` must be ${wanted}; it is ${shown(value)}`
}

/** "a loss", "an optimiser". */
export const withArticle = (noun: string): string => `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`

const nouns: Readonly<Record<string, string>> = {
  string: 'words',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  tuple: 'a list'
}

/** "a function or null". */
function wantedIn(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return nouns[issue.expected] ?? issue.expected
    case 'invalid_value':
      return issue.values.map(value => JSON.stringify(value)).join(' or ')
    case 'invalid_union':
      return issue.errors.length === 0
        ? 'one of those that its type names'
        : [...new Set(issue.errors.flatMap(([first]) => (first ? [wantedIn(first)] : [])))].join(' or ')
    case 'too_small':
      return boundWords(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)
    case 'too_big':
      return boundWords(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)
    case 'invalid_format':
      return issue.message.startsWith('Invalid') ? `of the form ${issue.pattern ?? issue.format}` : issue.message
    default:
      return issue.message.charAt(0).toLowerCase() + issue.message.slice(1)
  }
}

/** "at least 0", "a list of at least 1". */
function boundWords(of: string, bound: string, limit: number | bigint): string {
  const what = of === 'array' ? 'a list of ' : of === 'string' ? 'words of ' : ''
  return `${what}${bound} ${limit}${of === 'string' ? ' characters' : ''}`
}

/** A value in a sentence. */
function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'number' ? String(value) : JSON.stringify(value)
}
