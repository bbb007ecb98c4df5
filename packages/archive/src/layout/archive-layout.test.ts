import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasTool, run } from '../../test/outside-tools.ts';
import {
  closedFinding,
  evidence,
  type SampleFinding,
  sampleArchive,
  sampleFindings,
  temporaryDirectory,
} from '../../test/sample-archive.ts';
import { BAG_FOLDER, layFinding } from './finding-layout.ts';

async function unpacked(findings: readonly SampleFinding[]): Promise<string> {
  const directory = await temporaryDirectory();
  const zip = join(directory, 'a.zip');
  await writeFile(zip, sampleArchive({ findings }).zip);
  await run('unzip', ['-q', zip, '-d', directory]);
  return join(directory, BAG_FOLDER);
}

describe.runIf(hasTool('unzip'))('the layout of an archive', () => {
  it('puts everything in its place', async () => {
    const bag = await unpacked(sampleFindings());
    const manifest = await readFile(join(bag, 'manifest-sha256.txt'), 'utf8');
    const paths = manifest
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(66));
    const slug = (no: string) => `${no}-招标程序不规范，个别项目未按规定公开招标-${no.slice(-8)}`;
    const one = slug('2024-01-001');
    const two = slug('2024_01_002');
    const own = ['approval-trail.json', 'evidence.json', 'finding.json', '审批记录.csv'];
    expect(paths).toEqual(
      [
        `data/VERIFY.md`,
        `data/audit/${one}.jsonl`,
        `data/audit/${two}.jsonl`,
        `data/audit/index.json`,
        `data/evidence/2024年第一轮/${one}/01jd0000000000000000000001/整改报告.pdf`,
        `data/evidence/2024年第一轮/${one}/01jd0000000000000000000002/完成率100％.xlsx`,
        `data/evidence/2024年第一轮/${one}/01jd0000000000000000000003/空文件.txt`,
        `data/evidence/2024年第一轮/${two}/01jd0000000000000000000004/_CON.txt`,
        ...own.map((name) => `data/findings/${one}/${name}`),
        ...own.map((name) => `data/findings/${two}/${name}`),
        `data/index.xlsx`,
      ].sort(),
    );
  });

  it('carries classification and watermark, and the snapshot as it was hashed', async () => {
    const bag = await unpacked(sampleFindings());
    const mark = '内部 · 集团审计部 审计员丁 于 2024-12-31 09:02:03 导出 · 编号 DA-2024-000012';
    const info = await readFile(join(bag, 'bag-info.txt'), 'utf8');
    expect(info).toContain('Xuncha-Classification: 内部\n');
    expect(info).toContain(`Xuncha-Watermark: ${mark}\n`);
    expect(info).toContain('Bagging-Date: 2024-12-31\n');
    const guide = await readFile(join(bag, 'data/VERIFY.md'), 'utf8');
    expect(guide).toContain(mark);
    const verifier = await readFile(join(bag, 'verify.mjs'));
    expect(guide).toContain(createHash('sha256').update(verifier).digest('hex'));
    const folder = join(bag, 'data/findings/2024-01-001-招标程序不规范，个别项目未按规定公开招标-4-01-001');
    const snapshot = await readFile(join(folder, 'finding.json'));
    const [finding] = sampleFindings();
    expect(createHash('sha256').update(snapshot).digest('hex')).toBe(finding?.snapshotHash);
    const csv = await readFile(join(folder, '审批记录.csv'), 'utf8');
    expect(csv).toContain('"代 主任丙"');
    expect(csv).toContain(`"'=HYPERLINK(""http`);
  });

  it.runIf(hasTool('sha256sum'))('is confirmed by sha256sum also for names with %', async () => {
    const bag = await unpacked(sampleFindings());
    expect(await run('sha256sum', ['--strict', '-c', 'manifest-sha256.txt'], bag)).toContain(
      '完成率100％.xlsx: OK',
    );
  });

  it('keeps findings apart whose names come out the same', async () => {
    const bag = await unpacked([
      { ...closedFinding('1/1', [evidence('e1', 'a.txt', '1')]), id: '01jd0000000000000000000001' },
      { ...closedFinding('1?1', [evidence('e1', 'a.txt', '2')]), id: '01jd0000000000000000000002' },
    ]);
    const manifest = await readFile(join(bag, 'manifest-sha256.txt'), 'utf8');
    expect(manifest.match(/finding\.json$/gm)).toHaveLength(2);
    expect(manifest.match(/a\.txt$/gm)).toHaveLength(2);
  });

  it('stays within path lengths Windows unpacks', async () => {
    const long = evidence('01jd0000000000000000000009', `${'很长的文件名'.repeat(30)}.docx`, 'x');
    const finding = {
      ...closedFinding('2024-01-009', [long]),
      round: '二〇二四年第一轮（总第十二轮）专项巡察',
    };
    const bag = await unpacked([finding]);
    const manifest = await readFile(join(bag, 'manifest-sha256.txt'), 'utf8');
    const lengths = manifest
      .trimEnd()
      .split('\n')
      .map((line) => line.length - 66);
    expect(Math.max(...lengths) + `${BAG_FOLDER}/`.length).toBeLessThanOrEqual(196);
  });
});

describe('a finding is refused', () => {
  const good = () => closedFinding('N1', [evidence('e1', 'a.txt', '1')]);
  const refusal = (finding: SampleFinding): unknown => {
    try {
      return layFinding(finding);
    } catch (error) {
      return error;
    }
  };

  it('whose trail does not verify', () => {
    const finding = good();
    const audit = { ...finding.audit, events: finding.audit.events.toSpliced(1, 1) };
    expect(refusal({ ...finding, audit })).toMatchObject({
      code: 'audit_broken',
      subject: 'N1',
      message: expect.stringContaining('缺少第 2 条审计记录'),
    });
  });

  it('whose snapshot is not the recorded one', () => {
    expect(refusal({ ...good(), snapshot: { other: true } })).toMatchObject({ code: 'snapshot_mismatch' });
  });

  it('whose frozen snapshot no event of the trail names', () => {
    const { snapshot, snapshotHash } = closedFinding('N1', []);
    expect(refusal({ ...good(), snapshot, snapshotHash })).toMatchObject({ code: 'snapshot_mismatch' });
  });
});
