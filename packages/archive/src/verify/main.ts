import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { RecordedHeads } from './check-findings.ts';
import { reportText } from './report.ts';
import { verifyArchive } from './verify-archive.ts';

const USAGE = `用法：node verify.mjs 档案.zip [--fingerprint 指纹] [--heads 登记.json] [--seal-key 公钥.pem]

  --fingerprint  系统导出记录中登记的档案指纹
  --heads        系统另行导出的审计链末端，JSON：{ "问题标识": { "seq": 12, "hash": "…" } }
  --seal-key     封存签名的公钥（PEM），取自系统公布处，不取自档案

核验通过返回 0，不通过返回 1。不联网，不写文件。`;

async function run(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { fingerprint: { type: 'string' }, heads: { type: 'string' }, 'seal-key': { type: 'string' } },
  });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new Error(USAGE);
  const sealKey = values['seal-key'];
  const report = await verifyArchive(path, {
    ...(sealKey === undefined ? {} : { sealKey: await readFile(sealKey, 'utf8') }),
    ...(values.fingerprint === undefined ? {} : { fingerprint: values.fingerprint }),
    ...(values.heads === undefined ? {} : { heads: parseHeads(await readFile(values.heads, 'utf8')) }),
  });
  console.log(reportText(basename(path), report));
  return report.ok;
}

function parseHeads(text: string): RecordedHeads {
  const heads: Record<string, { seq: number; hash: string }> = {};
  for (const [id, head] of Object.entries<unknown>(JSON.parse(text))) {
    if (typeof head !== 'object' || head === null || !('seq' in head) || !('hash' in head))
      throw new Error(USAGE);
    const { seq, hash } = head;
    if (typeof seq !== 'number' || typeof hash !== 'string') throw new Error(USAGE);
    heads[id] = { seq, hash };
  }
  return heads;
}

try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
