/**
 * One table for all metrics, in place of three: a value, what stands beside it (`reference`), the options it was worked
 * out with, what else was found, and a sheet that belongs to it. Each names the step whose checkpoint it is about;
 * going back before it forgets it. NULL: the metric does not apply. Nearest pictures whose copies nobody had counted
 * are forgotten.
 */
import type { Database } from 'better-sqlite3'

export function metrics(database: Database): void {
  database.exec(`
    CREATE TABLE metrics (
      run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      epoch INTEGER NOT NULL,
      metric TEXT NOT NULL,
      step INTEGER NOT NULL,
      value REAL,
      reference REAL,
      settings TEXT NOT NULL,
      detail TEXT,
      file TEXT,
      tiles TEXT,
      sha256 TEXT,
      PRIMARY KEY (run, epoch, metric)
    ) STRICT, WITHOUT ROWID;

    INSERT INTO metrics (run, epoch, metric, step, value, reference, settings, detail)
      SELECT found.run, found.epoch, found.metric, found.step, found.value, beside.value,
        json_object('seed', found.seed, 'samples', found.samples), found.detail
      FROM evaluations AS found LEFT JOIN evaluations AS beside
        ON beside.run = found.run AND beside.epoch = found.epoch AND beside.metric = found.metric || '-real'
      WHERE found.metric IN ('sliced-wasserstein', 'ms-ssim');
    UPDATE metrics SET detail = NULL;
    DELETE FROM metrics WHERE metric = 'ms-ssim' AND EXISTS (
      SELECT 1 FROM evaluations AS points
      WHERE points.run = metrics.run AND points.epoch = metrics.epoch AND points.metric = 'moments'
    );
    INSERT INTO metrics (run, epoch, metric, step, value, settings, detail)
      SELECT found.run, found.epoch, 'gaussian-distance', found.step, found.value,
        json_object('seed', found.seed, 'samples', found.samples), moments.detail
      FROM evaluations AS found JOIN evaluations AS moments
        ON moments.run = found.run AND moments.epoch = found.epoch AND moments.metric = 'moments'
      WHERE found.metric = 'gaussian-distance' AND found.value IS NOT NULL AND moments.detail IS NOT NULL;

    INSERT INTO metrics (run, epoch, metric, step, value, reference, settings, detail, file, tiles, sha256)
      SELECT run, epoch, 'nearest', step, median_sample, median_real, json_object('seed', seed, 'samples', samples),
        json_object('pairs', json(pairs), 'searched', searched, 'copies', copies), file,
        json_object('tileWidth', tile_width, 'tileHeight', tile_height, 'columns', columns, 'rows', rows,
          'count', count), sha256
      FROM nearest WHERE searched IS NOT NULL AND copies IS NOT NULL;

    INSERT INTO metrics (run, epoch, metric, step, value, reference, settings, detail)
      SELECT run, epoch, 'classes-by-features', step, features, untrained,
        json_object('seed', seed, 'training', training, 'heldOut', held_out),
        json_object('classes', classes, 'size', size)
      FROM classifications;
    INSERT INTO metrics (run, epoch, metric, step, value, settings)
      SELECT run, epoch, 'classes-by-pixels', step, pixels,
        json_object('seed', seed, 'training', training, 'heldOut', held_out)
      FROM classifications;

    DROP TABLE evaluations;
    DROP TABLE nearest;
    DROP TABLE classifications;
  `)
}
