import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAccess } from '@xuncha/local';
import { synthesiseInto } from './synthesise.ts';

const ACCOUNT = '111122223333';

export type StageAccess = ReturnType<typeof readAccess>;
export type StageRole = StageAccess['roles'][number];

/** Roles, table and buckets of a stage as its templates describe them, references between stacks resolved. */
export function accessOf(stage: string): StageAccess {
  const outdir = mkdtempSync(join(tmpdir(), 'xuncha-roles-'));
  try {
    synthesiseInto(stage, outdir);
    return readAccess(outdir, { region: 'ap-southeast-1', accountId: ACCOUNT });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The role whose logical id begins so. */
export function roleOf({ roles }: StageAccess, name: string): StageRole {
  const found = roles.find(({ logicalId }) => new RegExp(`^${name}[0-9A-F]{8}$`).test(logicalId));
  if (!found) throw new Error(`no role ${name}`);
  return found;
}
