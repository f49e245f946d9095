/**
 * Models differ in what they report: losses become a list in the order of the run's own (kept in its configuration), an
 * epoch gets measures by name, and networks are counted by name. A loss that is not finite is null.
 */
import type { Database } from 'better-sqlite3'

export function namedLosses(database: Database): void {
  database.exec(`
    CREATE TABLE new_steps (
      run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      step INTEGER NOT NULL,
      losses TEXT NOT NULL,
      PRIMARY KEY (run, step)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_steps SELECT run, step, json_array(discriminator_loss, generator_loss) FROM steps;
    DROP TABLE steps;
    ALTER TABLE new_steps RENAME TO steps;

    CREATE TABLE new_epochs (
      run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
      epoch INTEGER NOT NULL,
      step INTEGER NOT NULL,
      losses TEXT NOT NULL,
      measures TEXT NOT NULL,
      seconds REAL NOT NULL,
      steps_per_second REAL NOT NULL,
      PRIMARY KEY (run, epoch)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO new_epochs
      SELECT run, epoch, step, json_array(discriminator_loss, generator_loss), '{}', seconds, steps_per_second
      FROM epochs;
    DROP TABLE epochs;
    ALTER TABLE new_epochs RENAME TO epochs;

    ALTER TABLE runs ADD COLUMN parameters TEXT;
    UPDATE runs SET parameters = json_array(json_object('network', 'generator', 'count', generator_parameters),
      json_object('network', 'discriminator', 'count', discriminator_parameters))
      WHERE generator_parameters IS NOT NULL AND discriminator_parameters IS NOT NULL;
    ALTER TABLE runs DROP COLUMN generator_parameters;
    ALTER TABLE runs DROP COLUMN discriminator_parameters;
  `)
}
