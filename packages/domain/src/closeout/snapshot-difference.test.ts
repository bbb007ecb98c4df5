import { describe, expect, it } from 'vitest';
import { AT, evidenceFixture, findingFixture, measureFixture } from './case-fixture.ts';
import { type CaseSnapshot, snapshotOf } from './snapshot.ts';
import { differenceBetween, isSame } from './snapshot-difference.ts';

const APPLICATION: CaseSnapshot['application'] = {
  result: '已修订制度',
  similarCheck: '已排查',
  newRules: ['采购管理办法'],
  by: 'head',
  byName: '部门负责人',
  at: AT,
};
type Content = Parameters<typeof snapshotOf>[0];
const versionOf = (over: Partial<Content> = {}, application = APPLICATION): CaseSnapshot =>
  snapshotOf(
    {
      finding: findingFixture(),
      body: { text: '采购管理不规范' },
      measures: [measureFixture()],
      evidence: [evidenceFixture()],
      ...over,
    },
    application,
  );

describe('differenceBetween', () => {
  it('is empty for the same content, also when it was applied for again', () => {
    const again = { ...APPLICATION, at: '2025-04-01T00:00:00.000Z' };
    expect(isSame(differenceBetween(versionOf(), versionOf({}, again)))).toBe(true);
  });

  it('names each changed field with both values', () => {
    const later = versionOf(
      {
        finding: findingFixture({
          dueDate: '2025-09-30',
          responsibility: { ...findingFixture().responsibility, leaderName: '另一领导' },
        }),
        body: { text: '采购管理不规范', goal: '全部集中采购', analysis: { causes: ['institution'] } },
      },
      { ...APPLICATION, result: '制度已修订并检查', newRules: ['采购管理办法', '招标规定'] },
    );
    expect(differenceBetween(versionOf(), later).fields).toEqual([
      { field: 'dueDate', before: '2025-06-30', after: '2025-09-30' },
      { field: 'causes', before: undefined, after: ['institution'] },
      { field: 'goal', before: undefined, after: '全部集中采购' },
      { field: 'leaderName', before: '分管领导', after: '另一领导' },
      { field: 'result', before: '已修订制度', after: '制度已修订并检查' },
      { field: 'newRules', before: ['采购管理办法'], after: ['采购管理办法', '招标规定'] },
    ]);
  });

  it('sees nothing in a field left empty one way or the other', () => {
    const later = versionOf({ body: { text: '采购管理不规范', goal: '' } });
    expect(isSame(differenceBetween(versionOf(), later))).toBe(true);
  });

  it('leaves the application out while nothing has been applied for', () => {
    const { application: _none, ...present } = versionOf({}, { ...APPLICATION, result: '别的' });
    expect(isSame(differenceBetween(versionOf(), present))).toBe(true);
    expect(isSame(differenceBetween(present, versionOf()))).toBe(true);
  });

  it('tells added, removed and changed measures apart by their id, in the order of their numbers', () => {
    const earlier = versionOf({ measures: [measureFixture(), measureFixture({ id: 'mea2', seq: 2 })] });
    const later = versionOf({
      measures: [
        measureFixture({
          progress: 80,
          result: undefined,
          term: { kind: 'continuous', original: '长期坚持' },
        }),
        measureFixture({ id: 'mea2', seq: 2, status: 'withdrawn' }),
        measureFixture({ id: 'mea3', seq: 3 }),
      ],
    });
    expect(
      differenceBetween(earlier, later).measures.map(({ kind, measure, fields }) => [
        kind,
        measure.seq,
        fields.map(({ field }) => field),
      ]),
    ).toEqual([
      ['changed', 1, ['term', 'progress', 'result']],
      ['removed', 2, []],
      ['added', 3, []],
    ]);
  });

  describe('of files', () => {
    const other = (id: string, over: Parameters<typeof evidenceFixture>[0] = {}) =>
      evidenceFixture({ id, sha256: id.padEnd(64, '0'), ...over });
    const filesOf = (
      before: ReturnType<typeof evidenceFixture>[],
      after: ReturnType<typeof evidenceFixture>[],
      replaces?: Map<string, string>,
    ) =>
      differenceBetween(
        versionOf({ evidence: before }),
        versionOf({ evidence: after }),
        replaces,
      ).evidence.map((change) => [change.kind, change.before?.id, change.after?.id, change.measureSeq]);

    it('counts a file of the same name for the same measure as a replacement', () => {
      expect(filesOf([evidenceFixture()], [other('evd2')])).toEqual([['replaced', 'evd1', 'evd2', 1]]);
      expect(filesOf([evidenceFixture()], [other('evd2', { measureId: undefined })])).toEqual([
        ['added', undefined, 'evd2', undefined],
        ['removed', 'evd1', undefined, 1],
      ]);
    });

    it('follows what is known about replacements, over a version in between, in a circle too', () => {
      const renamed = other('evd3', { fileName: '新的.pdf' });
      const chain = new Map([
        ['evd3', 'evd2'],
        ['evd2', 'evd1'],
      ]);
      expect(filesOf([evidenceFixture()], [renamed], chain)).toEqual([['replaced', 'evd1', 'evd3', 1]]);
      expect(filesOf([evidenceFixture()], [renamed])).toEqual([
        ['added', undefined, 'evd3', 1],
        ['removed', 'evd1', undefined, 1],
      ]);
      const circle = new Map([
        ['evd3', 'evd2'],
        ['evd2', 'evd3'],
      ]);
      expect(filesOf([evidenceFixture()], [renamed], circle)).toHaveLength(2);
    });

    it('lets one file be replaced once', () => {
      expect(filesOf([evidenceFixture()], [other('evd2'), other('evd3')])).toEqual([
        ['replaced', 'evd1', 'evd2', 1],
        ['added', undefined, 'evd3', 1],
      ]);
    });

    it('sees the same upload with another content, and nothing in what does not count', () => {
      expect(filesOf([evidenceFixture()], [evidenceFixture({ sha256: 'e'.repeat(64) })])).toEqual([
        ['replaced', 'evd1', 'evd1', 1],
      ]);
      expect(
        filesOf(
          [evidenceFixture()],
          [evidenceFixture(), other('evd2', { purpose: 'minutes' }), other('evd3', { status: 'refused' })],
        ),
      ).toEqual([]);
    });
  });
});
