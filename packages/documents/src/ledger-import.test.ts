import { readFile } from 'node:fs/promises';
import {
  buildPreview,
  chooseSheet,
  committableFindings,
  type HeaderDetection,
  type Preview,
  type PreviewContext,
  type Sheet,
} from '@xuncha/domain';
import { describe, expect, it } from 'vitest';
import { SYNTHETIC_DEPARTMENTS, writeSyntheticLedger } from '../../../test/fixtures/synthetic-ledger.ts';
import { writeCorrectionWorkbook } from './correction-workbook.ts';
import { readWorkbook } from './read-workbook.ts';

/** From the file to the preview, over the two real-world files in test/data. */

const DEPARTMENTS = [
  '党群工作部',
  '组织部',
  '地质研究所',
  '开发管理部',
  '财务资产部',
  '企管法规部',
  '纪委',
  '信息中心',
  '物资供应站',
  '综合办公室',
  '工程管理部',
  '机关党委',
  '安全环保部',
  '财务部',
].map((name, index) => ({ id: `dep${index}`, name }));

const dataFile = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(new URL(`../../../test/data/${name}`, import.meta.url)));

interface Imported {
  readonly sheet: Sheet;
  readonly index: number;
  readonly detection: HeaderDetection;
  readonly preview: Preview;
}

async function importOf(bytes: Uint8Array, extra: Partial<PreviewContext> = {}): Promise<Imported> {
  const sheets = await readWorkbook(bytes);
  const choice = chooseSheet(sheets);
  const sheet = sheets[choice?.index ?? -1];
  if (choice === undefined || sheet === undefined) throw new Error('no ledger found');
  const { feedbackDate } = choice.detection.meta;
  const preview = buildPreview(sheet, choice.detection, {
    departments: DEPARTMENTS,
    people: [],
    round: feedbackDate === undefined ? {} : { feedbackDate },
    ...extra,
  });
  return { sheet, index: choice.index, detection: choice.detection, preview };
}

describe('the tidy ledger', () => {
  const tidy = (): Promise<Imported> => dataFile('整改台账-北河采油厂.xlsx').then((bytes) => importOf(bytes));

  it('finds the two-level header under the title rows', async () => {
    const { detection } = await tidy();
    expect(detection.headerRows).toEqual([2, 3]);
    expect(detection.firstDataRow).toBe(4);
    expect(detection.columns).toEqual({
      no: 0,
      category: 1,
      text: 2,
      goal: 3,
      measure: 4,
      leader: 5,
      department: 6,
      supportingDepartments: 7,
      handler: 8,
      term: 9,
      termClass: 10,
      remark: 11,
    });
    expect(detection.meta).toEqual({
      title: '北河采油厂党委落实油田党委巡察反馈意见整改台账',
      unitName: '北河采油厂党委',
      feedbackDate: '2024-09-12',
    });
    expect(detection.labels[2]).toEqual({
      column: 2,
      letter: 'C',
      label: '反馈问题 / 具体问题',
      field: 'text',
    });
    expect(detection.confidence).toBeGreaterThan(0.9);
  });

  it('gives 6 findings and 11 measures without an error or a warning', async () => {
    const { preview } = await tidy();
    expect(preview.issues).toEqual([]);
    expect(preview.totals).toMatchObject({ findings: 6, measures: 11, ok: 6, committableFindings: 6 });
    expect(preview.skipped).toEqual([
      { row: 5, reason: 'section' },
      { row: 11, reason: 'section' },
      { row: 16, reason: 'section' },
      { row: 19, reason: 'footer' },
    ]);
  });

  it('takes sections, merged rows, date cells and the original words', async () => {
    const { preview } = await tidy();
    const [first, second, , fourth, fifth] = preview.findings;
    expect(first).toMatchObject({
      rowStart: 6,
      rowEnd: 7,
      no: '1',
      domain: '贯彻落实党的理论和路线方针政策方面',
      category: '理论学习',
      goal: '中心组学习研讨全覆盖',
      termClass: 'time_limited',
    });
    expect(first?.measures.map((measure) => measure.term.kind)).toEqual(['immediate', 'date']);
    expect(second?.text).toContain('井网不完善，\n产量');
    expect(second?.measures[0]?.term).toMatchObject({ date: '2024-11-30', original: '2024年11月30日' });
    expect(second?.measures[1]?.term).toMatchObject({ date: '2025-03-31', original: '2025年3月' });
    expect(second?.measures[2]?.term).toMatchObject({ kind: 'continuous', original: '长期坚持' });
    expect(fourth?.measures[0]?.supportingDepartmentNames).toEqual(['纪委', '财务资产部']);
    expect(fifth).toMatchObject({ domain: '全面从严治党责任落实方面', termClass: 'immediate' });
    expect(fifth?.measures[0]?.supportingDepartmentNames).toEqual(['各部门']);
  });

  it('is recognised when it is imported again', async () => {
    const { preview } = await tidy();
    const again = await importOf(await dataFile('整改台账-北河采油厂.xlsx'), {
      existingFingerprints: new Set(preview.findings.map((finding) => finding.fingerprint)),
    });
    expect(again.preview.totals).toMatchObject({ exists: 6, committableFindings: 0 });
    expect(new Set(again.preview.issues.map((issue) => issue.code))).toEqual(new Set(['already_imported']));
  });
});

describe('the irregular list', () => {
  const irregular = (): Promise<Imported> =>
    dataFile('问题清单-填报不规范.xlsx').then((bytes) => importOf(bytes));

  it('is found on the second sheet, offset to column B', async () => {
    const { index, detection, sheet } = await irregular();
    expect(index).toBe(1);
    expect(sheet.name).toBe('问题清单（修改稿）');
    expect(detection.headerRows).toEqual([4]);
    expect(detection.columns).toEqual({
      no: 1,
      text: 2,
      department: 3,
      leader: 4,
      measure: 5,
      term: 6,
      termClass: 7,
      doneFlag: 8,
      evidenceNames: 9,
    });
  });

  it('reports every fault at its row and column', async () => {
    const { preview } = await irregular();
    expect(preview.issues.map((issue) => [issue.row, issue.column, issue.severity, issue.code])).toEqual([
      [9, 'C', 'error', 'duplicate_row'],
      [11, 'G', 'error', 'impossible_date'],
      [12, 'C', 'error', 'missing_text'],
      [13, 'C', 'error', 'formula_like_text'],
      [14, 'D', 'error', 'unknown_department'],
      [14, 'G', 'error', 'vague_term'],
    ]);
    expect(preview.issues[0]?.message).toContain('第8行');
    expect(preview.issues[1]?.value).toBe('2024年2月30日');
    expect(preview.issues[4]?.value).toBe('不存在的部门');
  });

  it('leaves the good rows to be committed alone', async () => {
    const { preview } = await irregular();
    expect(committableFindings(preview).map((finding) => [finding.rowStart, finding.no])).toEqual([
      [7, '1.1'],
      [8, '1.2'],
    ]);
    expect(preview.totals).toMatchObject({ findings: 7, ok: 2, error: 4, duplicate: 1 });
    const [first, second] = preview.findings;
    expect(first).toMatchObject({ domain: '党建责任落实方面', evidenceNames: ['培训签到表.pdf'] });
    expect(first?.measures[0]).toMatchObject({ doneFlag: true, term: { date: '2024-10-31' } });
    expect(second).toMatchObject({ text: '个别党员长期不按时交纳党费。' });
    expect(second?.measures[0]?.term).toMatchObject({ date: '2024-11-30', original: '45626' });
    expect(preview.findings[3]).toMatchObject({ domain: '经营管理方面' });
  });

  it('accepts a department once the user has named it', async () => {
    const { preview } = await importOf(await dataFile('问题清单-填报不规范.xlsx'), {
      departmentAliases: { 不存在的部门: 'dep13' },
    });
    expect(preview.issues.map((issue) => issue.code)).not.toContain('unknown_department');
    expect(preview.findings.at(-1)?.measures[0]?.departmentId).toBe('dep13');
  });

  it('comes back as a correction workbook that can be uploaded again', async () => {
    const { preview } = await irregular();
    const bytes = await writeCorrectionWorkbook(
      preview,
      DEPARTMENTS.map((department) => department.name),
    );
    const again = await importOf(bytes);
    expect(again.sheet.name).toBe('需更正的问题');
    expect(again.preview.findings.map((finding) => finding.text)).toEqual(
      preview.findings
        .filter((finding) => ['error', 'duplicate'].includes(finding.status))
        .map((finding) => finding.text),
    );
    const codes = again.preview.issues.map((issue) => issue.code);
    expect(codes).toEqual([
      'impossible_date',
      'missing_text',
      'formula_like_text',
      'unknown_department',
      'vague_term',
    ]);
    const explanations = again.sheet.rows.map((row) => row[15]).filter((cell) => cell?.kind === 'text');
    expect(explanations.map((cell) => cell?.value)).toContain(
      '【完成时限】完成时限“2024年2月30日”不是真实存在的日期，请改正（原文件 G11）',
    );
  });
});

describe('a ledger of 5,000 rows', () => {
  it('imports whole and reports its progress', async () => {
    const bytes = await writeSyntheticLedger(5_000);
    const progress: number[] = [];
    const { preview } = await importOf(bytes, {
      departments: SYNTHETIC_DEPARTMENTS.map((name) => ({ id: name, name })),
      onProgress: (done) => progress.push(done),
    });
    expect(preview.totals).toMatchObject({ measures: 5_000, error: 0, duplicate: 0 });
    expect(preview.totals.committableMeasures).toBe(5_000);
    expect(progress.length).toBeGreaterThan(10);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });
});
