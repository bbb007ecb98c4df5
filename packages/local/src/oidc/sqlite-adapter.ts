import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Adapter, AdapterPayload } from 'oidc-provider';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS entry (
    model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, grant_id TEXT, user_code TEXT, uid TEXT,
    expires INTEGER, PRIMARY KEY (model, id)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS entry_by_grant ON entry (grant_id) WHERE grant_id IS NOT NULL;
  CREATE INDEX IF NOT EXISTS entry_by_uid ON entry (model, uid) WHERE uid IS NOT NULL;
  CREATE INDEX IF NOT EXISTS entry_by_expiry ON entry (expires) WHERE expires IS NOT NULL;
`;

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** The provider's memory (sessions, grants, refresh tokens) in a file, so that people stay signed in over a restart. */
export class OidcDatabase {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#database = new DatabaseSync(path, { timeout: 5_000 });
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    this.#database.exec(SCHEMA);
    this.#database.prepare('DELETE FROM entry WHERE expires < ?').run(nowSeconds());
  }

  adapter(model: string): Adapter {
    const database = this.#database;
    const read = (where: string, value: string): AdapterPayload | undefined => {
      const row = database
        .prepare(
          `SELECT payload FROM entry WHERE model = ? AND ${where} = ? AND (expires IS NULL OR expires > ?)`,
        )
        .get(model, value, nowSeconds());
      return row && (JSON.parse(String(row.payload)) as AdapterPayload);
    };
    return {
      async upsert(id, payload, expiresIn) {
        database
          .prepare('INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)')
          .run(
            model,
            id,
            JSON.stringify(payload),
            payload.grantId ?? null,
            payload.userCode ?? null,
            payload.uid ?? null,
            expiresIn ? nowSeconds() + expiresIn : null,
          );
      },
      async find(id) {
        return read('id', id);
      },
      async findByUid(uid) {
        return read('uid', uid);
      },
      async findByUserCode(userCode) {
        return read('user_code', userCode);
      },
      async consume(id) {
        const payload = read('id', id);
        if (!payload) return;
        database
          .prepare('UPDATE entry SET payload = ? WHERE model = ? AND id = ?')
          .run(JSON.stringify({ ...payload, consumed: nowSeconds() }), model, id);
      },
      async destroy(id) {
        database.prepare('DELETE FROM entry WHERE model = ? AND id = ?').run(model, id);
      },
      async revokeByGrantId(grantId) {
        database.prepare('DELETE FROM entry WHERE grant_id = ?').run(grantId);
      },
    };
  }

  close(): void {
    this.#database.close();
  }
}
