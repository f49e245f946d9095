/**
 * Lists of pictures and what they are, in the forms that people have them: CSV or TSV with a line of names; JSON as
 * rows, as [path, label] or as { path: label }, also below "labels", "images", "data" or "annotations"; JSON lines.
 */
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { pictureEndings } from '../../../shared/files/picture-content'

export interface Named {
  path: string
  /** Null: it has none. */
  label: string | null
}

/** Columns by what they are called, the likeliest first. */
const pathNames = [
  'path',
  'file',
  'filename',
  'file_name',
  'filepath',
  'file_path',
  'image',
  'image_path',
  'img',
  'name',
  'id'
]
const labelNames = [
  'label',
  'labels',
  'class',
  'class_name',
  'category',
  'target',
  'y',
  'species',
  'breed',
  'artist',
  'style'
]
const mostColumns = 1000

type Row = Record<string, unknown>

/**
 * @param text of the file
 * @param name with its ending
 * @returns empty where it names nothing
 * @throws where it is damaged
 */
export function readList(text: string, name: string): Named[] {
  const plain = text.replace(/^\uFEFF/, '')
  if (/\.jsonl$/i.test(name))
    return ofRows(
      plain
        .split('\n')
        .filter(line => line.trim() !== '')
        .map(line => asRow(JSON.parse(line)))
    )
  if (/\.json$/i.test(name)) return ofJson(JSON.parse(plain))
  const delimiter = /\.tsv$/i.test(name) ? '\t' : plain.split('\n', 1)[0]?.includes(';') ? ';' : ','
  const rows = z
    .array(z.array(z.string()).max(mostColumns))
    .parse(parse(plain, { delimiter, relax_column_count: true, skip_empty_lines: true, trim: true }))
  const [names = [], ...rest] = rows
  return ofRows(rest.map(row => Object.fromEntries(names.map((each, i) => [each, row[i] ?? '']))))
}

const asRow = (value: unknown): Row =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : {}

function ofJson(value: unknown): Named[] {
  if (Array.isArray(value)) {
    if (value.every(each => Array.isArray(each)))
      return value.flatMap(([path, label]: unknown[]) =>
        typeof path === 'string' ? [{ path, label: wordOf(label) }] : []
      )
    return ofRows(value.map(asRow))
  }
  const row = asRow(value)
  for (const key of ['labels', 'images', 'data', 'annotations']) {
    if (row[key] !== null && typeof row[key] === 'object') return ofJson(row[key])
  }
  // Of many pictures each has a JSON file beside it that says something of it: those are no lists.
  return Object.entries(row).flatMap(([path, label]) =>
    pictureEndings.test(path) ? [{ path, label: wordOf(label) }] : []
  )
}

function ofRows(rows: readonly Row[]): Named[] {
  const names = Object.keys(rows[0] ?? {})
  const column = (wanted: readonly string[]) =>
    wanted.flatMap(word => names.find(name => name.trim().toLowerCase() === word) ?? [])[0]
  const paths = column(pathNames)
  if (paths === undefined) return []
  const others = names.filter(name => name !== paths)
  const labels = column(labelNames) ?? (others.length === 1 ? others[0] : undefined)
  return rows.flatMap(row => {
    const path = wordOf(row[paths])
    return path === null ? [] : [{ path, label: labels === undefined ? null : wordOf(row[labels]) }]
  })
}

/** Null of nothing, and of what is no plain word or number. */
const wordOf = (value: unknown): string | null =>
  typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : typeof value === 'string' && value.trim() !== ''
      ? value.trim()
      : null
