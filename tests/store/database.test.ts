import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDatabase } from '../../src/main/store/database'
import { migrations } from '../../src/main/store/migrations'

let folder: string, file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-store-'))
  file = join(folder, 'deep', 'atelier.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a new workspace gets every migration, strict tables, foreign keys and a durable journal', () => {
  const database = openDatabase(file)
  expect(database.pragma('user_version', { simple: true })).toBe(migrations.length)
  expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(database.pragma('foreign_keys', { simple: true })).toBe(1)
  expect(database.pragma('synchronous', { simple: true })).toBe(2)
  const tables = database
    .prepare(
      "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    .all()
  expect(tables).toHaveLength(26)
  expect(tables.filter(table => (table as { strict: number }).strict !== 1)).toEqual([])
  database.close()
})

test('an older database gets only the migrations it lacks, keeping its rows', () => {
  const first = openDatabase(file, [
    database => {
      database.exec('CREATE TABLE things (name TEXT) STRICT')
    }
  ])
  first.prepare("INSERT INTO things VALUES ('kept')").run()
  first.close()
  const again = openDatabase(file, [
    () => {
      throw new Error('must not run twice')
    },
    database => {
      database.exec('ALTER TABLE things ADD COLUMN size INTEGER')
    }
  ])
  expect(again.prepare('SELECT * FROM things').all()).toEqual([{ name: 'kept', size: null }])
  expect(again.pragma('user_version', { simple: true })).toBe(2)
  again.close()
})

test('a migration that fails leaves the database as it was', () => {
  expect(() =>
    openDatabase(file, [
      database => {
        database.exec('CREATE TABLE half (name TEXT) STRICT')
        throw new Error('in the middle')
      }
    ])
  ).toThrow(/in the middle/)
  const raw = new Database(file)
  expect(raw.pragma('user_version', { simple: true })).toBe(0)
  expect(raw.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'half'").get()).toEqual({ n: 0 })
  raw.close()
})

test('a database of a newer program is refused in a sentence, untouched', () => {
  const newer = openDatabase(file)
  newer.pragma('user_version = 99')
  newer.close()
  expect(() => openDatabase(file)).toThrow(
    expect.objectContaining({
      code: 'unsupported',
      message: expect.stringMatching(/newer Atelier \(its form is 99, this one knows \d+\)/)
    })
  )
})

test('a file that is no database is refused by name and not written to', () => {
  const text = 'These are my holiday notes. '.repeat(100)
  const notes = join(folder, 'atelier.db')
  writeFileSync(notes, text)
  expect(() => openDatabase(notes)).toThrow(
    expect.objectContaining({
      code: 'not-readable',
      message: expect.stringContaining(`“${notes}” cannot be used: it is not an Atelier database`)
    })
  )
  expect(readFileSync(notes, 'utf8')).toBe(text)
})

test('losses of the first form become lists, parameters are counted by name', () => {
  const first = openDatabase(file, migrations.slice(0, 2))
  first.exec(`
    INSERT INTO runs (id, name, model, dataset_name, config, seed, status, generator_parameters,
      discriminator_parameters, created_at, updated_at)
      VALUES ('r', 'Old', 'dcgan-28', 'Pebbles', '{}', 1, 'finished', 840705, 212865, 1, 1),
        ('s', 'Never begun', 'dcgan-28', 'Pebbles', '{}', 1, 'failed', NULL, NULL, 1, 1);
    INSERT INTO steps VALUES ('r', 1, 0.5, 1.5), ('r', 2, NULL, 2);
    INSERT INTO epochs VALUES ('r', 1, 2, 0.25, 0.75, 3, 4);`)
  first.close()
  const now = openDatabase(file)
  expect(now.prepare('SELECT step, losses FROM steps ORDER BY step').all()).toEqual([
    { step: 1, losses: '[0.5,1.5]' },
    { step: 2, losses: '[null,2.0]' }
  ])
  expect(now.prepare('SELECT * FROM epochs').all()).toEqual([
    { run: 'r', epoch: 1, step: 2, losses: '[0.25,0.75]', measures: '{}', seconds: 3, steps_per_second: 4 }
  ])
  expect(now.prepare('SELECT id, parameters FROM runs ORDER BY id').all()).toEqual([
    { id: 'r', parameters: '[{"network":"generator","count":840705},{"network":"discriminator","count":212865}]' },
    { id: 's', parameters: null }
  ])
  expect(now.pragma('foreign_key_check')).toEqual([])
  now.close()
})

test('datasets of the seventh form keep everything when pairs are added beside them', () => {
  const before = openDatabase(file, migrations.slice(0, 7))
  before.exec(`
    INSERT INTO datasets (id, name, kind, form, origin, labels, source_width, source_height, grey, framing,
      fingerprint, created_at)
      VALUES ('d', 'Pebbles', 'folder', 'pictures', '/p', '["a","b"]', 3, 4, 1, '{}', 'f', 5),
        ('e', 'Points', 'builtin', 'points', 'gaussian-2d', '[]', 1, 1, 0, '{}', NULL, 6);
    INSERT INTO images (dataset, position, path, label, width, height)
      VALUES ('d', 0, 'a/1.png', 0, 3, 4), ('d', 1, 'b/1.png', 1, 3, 4);
    INSERT INTO issues VALUES ('d', 0, 'a/2.png', 'unreadable', 'It is empty.'),
      ('d', 1, 'b/2.png', 'duplicate', 'The same.');
    INSERT INTO caches VALUES ('d', '{}', 'datasets/d/pictures.u8', 32);
    INSERT INTO runs (id, name, model, dataset, dataset_name, config, seed, status, created_at, updated_at)
      VALUES ('r', 'Run', 'dcgan-28', 'd', 'Pebbles', '{}', 1, 'finished', 1, 1);`)
  const kept = ['runs', 'caches', 'issues'].map(table => before.prepare(`SELECT * FROM ${table}`).all())
  before.close()
  const now = openDatabase(file)
  expect(['runs', 'caches', 'issues'].map(table => now.prepare(`SELECT * FROM ${table}`).all())).toMatchObject(kept)
  expect(
    now
      .prepare(
        'SELECT id, name, kind, example_kind, labels, fingerprint, created_at, pairing FROM datasets ORDER BY id'
      )
      .all()
  ).toEqual([
    {
      id: 'd',
      name: 'Pebbles',
      kind: 'folder',
      example_kind: 'pictures',
      labels: '["a","b"]',
      fingerprint: 'f',
      created_at: 5,
      pairing: null
    },
    {
      id: 'e',
      name: 'Points',
      kind: 'builtin',
      example_kind: 'points',
      labels: '[]',
      fingerprint: null,
      created_at: 6,
      pairing: null
    }
  ])
  expect(now.prepare('SELECT path, partner, label FROM images ORDER BY position').all()).toEqual([
    { path: 'a/1.png', partner: null, label: 0 },
    { path: 'b/1.png', partner: null, label: 1 }
  ])
  // The checks hold, wider than before; what refers to a dataset still goes with it.
  now.exec(
    `UPDATE datasets SET example_kind = 'pairs' WHERE id = 'd'; INSERT INTO issues VALUES ('d', 2, 'c.png', ` +
      `'unpaired', 'Alone.')`
  )
  expect(() => now.exec(`INSERT INTO issues VALUES ('d', 3, 'c.png', 'odd', '')`)).toThrow(/CHECK/)
  now.exec(`DELETE FROM datasets WHERE id = 'd'`)
  expect(['images', 'issues', 'caches'].map(table => now.prepare(`SELECT * FROM ${table}`).all())).toEqual([[], [], []])
  expect(now.prepare('SELECT dataset FROM runs').all()).toEqual([{ dataset: null }])
  expect(now.pragma('foreign_key_check')).toEqual([])
  expect(now.pragma('integrity_check', { simple: true })).toBe('ok')
  now.close()
})

test('forms become example kinds and what sheets show their kind, in rows and in configurations', () => {
  const before = openDatabase(file, migrations.slice(0, 15))
  before.exec(`
    INSERT INTO datasets (id, name, kind, form, origin, labels, source_width, source_height, grey, framing,
      fingerprint, created_at)
      VALUES ('d', 'Roads', 'folder', 'domains', '/p', '["a","b"]', 3, 4, 1, '{}', 'f', 5);
    INSERT INTO runs (id, name, model, dataset_name, config, seed, status, created_at, updated_at)
      VALUES ('r', 'New', 'cyclegan', 'Roads', '{"form":"domains","shows":"cycles","latent":1}', 1, 'finished', 1, 1),
        ('s', 'Old', 'dcgan-28', 'Roads', '{"latent":100}', 1, 'finished', 1, 1),
        ('t', 'Damaged', 'dcgan-28', 'Roads', '{"latent":', 1, 'finished', 1, 1);
    INSERT INTO images (dataset, position, path, label, width, height) VALUES ('d', 0, 'a/1.png', 0, 3, 4);`)
  before.close()
  const now = openDatabase(file)
  expect(now.prepare('SELECT id, example_kind, labels FROM datasets').all()).toEqual([
    { id: 'd', example_kind: 'domains', labels: '["a","b"]' }
  ])
  expect(now.prepare('SELECT config FROM runs ORDER BY id').pluck().all()).toEqual([
    '{"latent":1,"exampleKind":"domains","sheetKind":"cycles"}',
    '{"latent":100}',
    '{"latent":'
  ])
  expect(now.prepare('SELECT count(*) FROM images').pluck().get()).toBe(1)
  now.close()
})

test('what metrics found before there was one table for them is in that table, with what stood beside it', () => {
  const before = openDatabase(file, migrations.slice(0, 12))
  before.exec(`
    INSERT INTO runs (id, name, model, dataset_name, config, seed, status, created_at, updated_at)
      VALUES ('r', 'Pictures', 'dcgan-28', 'Pebbles', '{}', 1, 'finished', 1, 1),
        ('p', 'Points', 'gaussian-2d', 'Gaussian', '{}', 1, 'finished', 1, 1);
    INSERT INTO evaluations (run, epoch, metric, step, seed, samples, value, detail) VALUES
      ('r', 2, 'sliced-wasserstein', 20, 4, 64, 0.25, NULL), ('r', 2, 'ms-ssim', 20, 4, 64, 0.5, NULL),
      ('r', 2, 'ms-ssim-real', 20, 4, 64, 0.125, NULL), ('r', 2, 'gaussian-distance', 20, 4, 64, NULL, NULL),
      ('p', 1, 'sliced-wasserstein', 9, 0, 512, 0.75, NULL), ('p', 1, 'ms-ssim', 9, 0, 512, NULL, NULL),
      ('p', 1, 'ms-ssim-real', 9, 0, 512, NULL, NULL), ('p', 1, 'gaussian-distance', 9, 0, 512, 1.5, NULL),
      ('p', 1, 'moments', 9, 0, 512, NULL, '{"made":1,"real":2}');
    INSERT INTO nearest VALUES
      ('r', 1, 10, 4, 64, 'runs/r/evaluations/nearest-000001.png', 28, 28, 8, 4, 32, '[]', 7, 9, NULL, NULL, NULL),
      ('r', 2, 20, 4, 64, 'runs/r/evaluations/nearest-000002.png', 28, 28, 8, 4, 32,
        '[{"picture":3,"path":"a.png","distance":7}]', 7, 9, 64, 1, 'ab');
    INSERT INTO classifications VALUES ('r', 2, 20, 300, 100, 4, 10, 64, 0.875, 0.75, 0.5);
  `)
  before.close()
  const after = openDatabase(file)
  const rows = (run: string) =>
    after
      .prepare(
        'SELECT metric, epoch, step, value, reference, settings, detail, file, tiles, sha256 FROM metrics ' +
          'WHERE run = ? ORDER BY metric'
      )
      .raw()
      .all(run)
  const samples = '{"seed":4,"samples":64}'
  const pictures = '{"seed":4,"training":300,"heldOut":100}'
  expect(rows('r')).toEqual([
    ['classes-by-features', 2, 20, 0.875, 0.75, pictures, '{"classes":10,"size":64}', null, null, null],
    ['classes-by-pixels', 2, 20, 0.5, null, pictures, null, null, null, null],
    ['ms-ssim', 2, 20, 0.5, 0.125, samples, null, null, null, null],
    // Those of epoch 1 were found before anybody counted copies: they can be found again.
    [
      'nearest',
      2,
      20,
      7,
      9,
      samples,
      '{"pairs":[{"picture":3,"path":"a.png","distance":7}],"searched":64,"copies":1}',
      'runs/r/evaluations/nearest-000002.png',
      '{"tileWidth":28,"tileHeight":28,"columns":8,"rows":4,"count":32}',
      'ab'
    ],
    ['sliced-wasserstein', 2, 20, 0.25, null, samples, null, null, null, null]
  ])
  const points = '{"seed":0,"samples":512}'
  expect(rows('p')).toEqual([
    ['gaussian-distance', 1, 9, 1.5, null, points, '{"made":1,"real":2}', null, null, null],
    ['sliced-wasserstein', 1, 9, 0.75, null, points, null, null, null, null]
  ])
  const left = after
    .prepare("SELECT name FROM sqlite_schema WHERE name IN ('evaluations', 'nearest', 'classifications')")
    .all()
  expect(left).toEqual([])
  after.close()
})

test('what runs were begun without is kept with them when datasets have versions', () => {
  const before = openDatabase(file, migrations.slice(0, 25))
  before.exec(`
    INSERT INTO datasets (id, name, kind, example_kind, origin, labels, source_width, source_height, grey, framing,
      created_at, place) VALUES ('d', 'Pebbles', 'folder', 'pictures', '/p', '[]', 8, 8, 1, '{}', 1, 1);
    INSERT INTO runs (id, name, model, dataset, dataset_name, config, seed, status, created_at, updated_at, place)
      VALUES ('r', 'Old', 'dcgan-28', 'd', 'Pebbles', '{}', 1, 'finished', 1, 1, 2);
    INSERT INTO images (dataset, position, path, label, width, height, excluded) VALUES ('d', 0, 'a.png', 1, 8, 8, 1);
    INSERT INTO exclusions (run, count, positions) VALUES ('r', 2, '[0,4]');
  `)
  before.close()
  const now = openDatabase(file)
  expect(now.prepare('SELECT * FROM trained_on').all()).toEqual([
    {
      ...{ run: 'r', version: null, excluded_count: 2, held_out_count: 0, excluded: '[0,4]' },
      ...{ classes: null, labels: null, splits: null }
    }
  ])
  expect(now.prepare('SELECT excluded, split FROM images').all()).toEqual([{ excluded: 1, split: 'train' }])
  now.close()
})
