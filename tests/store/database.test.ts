import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../src/main/store/database'
import { migrations } from '../../src/main/store/migrations'

let folder: string, file: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'atelier-store-')); file = join(folder, 'deep', 'atelier.db') })
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a new workspace gets every migration, strict tables, foreign keys and a durable journal', () => {
  const database = openDatabase(file)
  expect(database.pragma('user_version', { simple: true })).toBe(migrations.length)
  expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(database.pragma('foreign_keys', { simple: true })).toBe(1)
  expect(database.pragma('synchronous', { simple: true })).toBe(2)
  const tables = database.prepare("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'").all()
  expect(tables).toHaveLength(15)
  expect(tables.filter(table => (table as { strict: number }).strict !== 1)).toEqual([])
  database.close()
})

test('an older database gets only the migrations it lacks, keeping its rows', () => {
  const first = openDatabase(file, [database => { database.exec('CREATE TABLE things (name TEXT) STRICT') }])
  first.prepare("INSERT INTO things VALUES ('kept')").run()
  first.close()
  const again = openDatabase(file, [() => { throw new Error('must not run twice') }, database => { database.exec('ALTER TABLE things ADD COLUMN size INTEGER') }])
  expect(again.prepare('SELECT * FROM things').all()).toEqual([{ name: 'kept', size: null }])
  expect(again.pragma('user_version', { simple: true })).toBe(2)
  again.close()
})

test('a migration that fails leaves the database as it was', () => {
  expect(() => openDatabase(file, [database => { database.exec('CREATE TABLE half (name TEXT) STRICT'); throw new Error('in the middle') }])).toThrow(/in the middle/)
  const raw = new Database(file)
  expect(raw.pragma('user_version', { simple: true })).toBe(0)
  expect(raw.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'half'").get()).toEqual({ n: 0 })
  raw.close()
})

test('a database of a newer program is refused in a sentence, untouched', () => {
  const newer = openDatabase(file)
  newer.pragma('user_version = 99')
  newer.close()
  expect(() => openDatabase(file)).toThrow(expect.objectContaining({ code: 'unsupported', message: expect.stringMatching(/newer Atelier \(its form is 99, this one knows \d+\)/) }))
})

test('a file that is no database is refused by name and not written to', () => {
  const text = 'These are my holiday notes. '.repeat(100)
  const notes = join(folder, 'atelier.db')
  writeFileSync(notes, text)
  expect(() => openDatabase(notes)).toThrow(expect.objectContaining({ code: 'not-readable', message: expect.stringContaining(`${notes} is not an Atelier database`) }))
  expect(readFileSync(notes, 'utf8')).toBe(text)
})

test('losses of the first form become lists, parameters are counted by name', () => {
  const first = openDatabase(file, migrations.slice(0, 2))
  first.exec(`
    INSERT INTO runs (id, name, model, dataset_name, config, seed, status, generator_parameters, discriminator_parameters, created_at, updated_at)
      VALUES ('r', 'Old', 'dcgan-28', 'Pebbles', '{}', 1, 'finished', 840705, 212865, 1, 1), ('s', 'Never begun', 'dcgan-28', 'Pebbles', '{}', 1, 'failed', NULL, NULL, 1, 1);
    INSERT INTO steps VALUES ('r', 1, 0.5, 1.5), ('r', 2, NULL, 2);
    INSERT INTO epochs VALUES ('r', 1, 2, 0.25, 0.75, 3, 4);`)
  first.close()
  const now = openDatabase(file)
  expect(now.prepare('SELECT step, losses FROM steps ORDER BY step').all()).toEqual([{ step: 1, losses: '[0.5,1.5]' }, { step: 2, losses: '[null,2.0]' }])
  expect(now.prepare('SELECT * FROM epochs').all()).toEqual([{ run: 'r', epoch: 1, step: 2, losses: '[0.25,0.75]', measures: '{}', seconds: 3, steps_per_second: 4 }])
  expect(now.prepare('SELECT id, parameters FROM runs ORDER BY id').all()).toEqual([
    { id: 'r', parameters: '[{"network":"generator","count":840705},{"network":"discriminator","count":212865}]' }, { id: 's', parameters: null }])
  expect(now.pragma('foreign_key_check')).toEqual([])
  now.close()
})
