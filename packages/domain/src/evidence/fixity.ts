/** What the register says about one file of the vault. */
export interface ExpectedContent {
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly versionId?: string;
  /** ISO; the lock must reach at least this far. */
  readonly retainUntil: string;
  readonly held: boolean;
}

/** What S3 says about it. */
export interface ObservedContent {
  readonly size: number;
  /** As S3 stores it; empty when it holds none. */
  readonly sha256: string;
  readonly versionId?: string;
  readonly retainUntil?: string;
  readonly held: boolean;
}

/**
 * `missing` nothing under the key · `size`, `checksum` other figures than recorded · `content` the bytes read back
 * hash to something else · `unlocked` no lock, or one shorter than before.
 */
export const DAMAGE_CODES = ['missing', 'size', 'checksum', 'content', 'unlocked'] as const;
export type DamageCode = (typeof DAMAGE_CODES)[number];

export interface Damage {
  readonly code: DamageCode;
  /** Says what to do. */
  readonly message: string;
}

const RESTORE = '请系统管理员按运行手册从旧版本或备份恢复，恢复前不要导出相关档案。';

const damage = (code: DamageCode, what: string): Damage => ({ code, message: `${what}${RESTORE}` });

/** Compares a file of the vault with its record; the bytes' own hash is given where they were read. */
export const damageOf = (
  expected: ExpectedContent,
  observed: ObservedContent | undefined,
  rehashed?: string,
): Damage | undefined => {
  if (!observed) return damage('missing', '材料库中找不到这份文件。');
  if (observed.size !== expected.size)
    return damage('size', `文件现有 ${observed.size} 字节，登记为 ${expected.size} 字节。`);
  if (observed.sha256 !== expected.sha256) return damage('checksum', '文件的校验值与登记的不一致。');
  if (rehashed !== undefined && rehashed !== expected.sha256)
    return damage('content', '重新读取后计算的校验值与登记的不一致，文件内容已损坏。');
  if (!observed.retainUntil || observed.retainUntil < expected.retainUntil)
    return damage('unlocked', '文件的锁定期比登记的短，可能被人改动。');
  return undefined;
};
