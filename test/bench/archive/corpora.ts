import { createCipheriv } from 'node:crypto';

const MIB = 1024 * 1024;

/** One file of a corpus; findings are what packs are made of. */
export interface CorpusFile {
  readonly name: string;
  readonly size: number;
  readonly finding: number;
}

const fileOf = (index: number, size: number, perFinding: number): CorpusFile => {
  const finding = Math.floor(index / perFinding);
  const folder = `evidence/2024年第二轮/${String(finding + 1).padStart(3, '0')}-整改问题`;
  return { name: `巡察整改档案/data/${folder}/${String(index).padStart(5, '0')}/扫描件.pdf`, size, finding };
};

/** 1 GiB each; `scale` makes more of the same. */
export const CORPORA = {
  /** A round as it is: scans and videos make up the bytes, reports and tables the number. */
  mixed: (scale: number): CorpusFile[] =>
    Array.from({ length: 300 * scale }, (_, index) =>
      fileOf(index, index % 8 === 0 ? 22 * MIB : Math.floor((0.2 + (index % 7) * 0.22) * MIB), 10),
    ),
  large: (scale: number): CorpusFile[] =>
    Array.from({ length: 32 * scale }, (_, index) => fileOf(index, 32 * MIB - 777 * index, 4)),
  /** Nothing here is large enough to be copied by itself. */
  small: (scale: number): CorpusFile[] =>
    Array.from({ length: 400 * scale }, (_, index) => fileOf(index, Math.floor(2.56 * MIB), 10)),
} as const;

export type CorpusName = keyof typeof CORPORA;

/** Bytes that don't compress and differ for each file, at the speed of AES. */
export function contentOf(file: CorpusFile): Buffer {
  const key = Buffer.alloc(16);
  key.write(file.name.slice(-32), 'latin1');
  key.writeUInt32LE(file.size >>> 0, 12);
  const iv = Buffer.alloc(16);
  iv.write(file.name.slice(-20), 'utf8');
  return createCipheriv('aes-128-ctr', key, iv).update(Buffer.alloc(file.size));
}
