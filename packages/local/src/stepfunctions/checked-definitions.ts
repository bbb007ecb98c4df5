import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { validateDefinition } from './definition.ts';

/** Raise it when the check becomes stricter: everything is then checked again. */
const EDITION = 1;

/**
 * Checks each definition once per data directory. Compiling the checker's JSON schemas takes half a second, which was
 * more than half of a machine's start.
 */
export class CheckedDefinitions {
  readonly #database: DatabaseSync;
  readonly #validate: (text: string) => void;

  constructor(database: DatabaseSync, validate: (text: string) => void = validateDefinition) {
    this.#database = database;
    this.#validate = validate;
  }

  /** @throws Error if the definition is invalid or asks for something this engine does not offer */
  check(text: string): void {
    const key = `checked-${EDITION}-${createHash('sha256').update(text).digest('base64url')}`;
    if (this.#database.prepare('SELECT 1 FROM setting WHERE key = ?').get(key)) return;
    this.#validate(text);
    this.#database.prepare('INSERT OR IGNORE INTO setting VALUES (?, ?)').run(key, '');
  }
}
