import { describe, expect, it } from 'vitest';
import {
  AT,
  aggregateFixture,
  allowed,
  blamed,
  evidenceFixture,
  findingFixture,
  measureFixture,
  refusedWith,
  TODAY,
} from '../closeout/case-fixture.ts';
import { checkRegistration, type Evidence, MAX_EVIDENCE_BYTES, refusalOf } from './evidence.ts';
import {
  admitKept,
  mayUpload,
  refuseEvidence,
  registerEvidence,
  renewUpload,
  setLegalHold,
  verifyEvidence,
  withdrawEvidence,
} from './evidence-commands.ts';

/** What material writes down and what a refusal names: read again when somebody asks where a file went. */

const SHA = '9'.repeat(64);
const draft = (over: Partial<Evidence> = {}) =>
  evidenceFixture({ id: 'new', status: 'registered', sha256: SHA, vaultKey: undefined, ...over });
const withItems = (...evidence: Evidence[]) => aggregateFixture({ evidence });
const HOLD = { reason: '举报核查', by: 'u1', byName: '姓名', at: AT };

describe('the events of material', () => {
  it('announce what was declared of the file', () => {
    const item = draft({ title: '采购办法', source: '物资部', takenBy: '姓名' });
    expect(allowed(registerEvidence(aggregateFixture(), item, TODAY)).event).toEqual({
      type: 'evidence.registered',
      data: {
        evidenceId: 'new',
        purpose: 'measure',
        measureId: 'mea1',
        fileName: item.fileName,
        title: '采购办法',
        size: 1000,
        sha256: SHA,
        formedOn: '2025-02-01',
        source: '物资部',
        takenBy: '姓名',
        replaces: undefined,
      },
    });
  });

  it('name fingerprint and size of what was verified, and the version it replaces', () => {
    const aggregate = withItems(evidenceFixture(), draft({ replaces: 'evd1' }));
    expect(allowed(verifyEvidence(aggregate, 'new', { vaultKey: 'k' }, AT)).event).toEqual({
      type: 'evidence.verified',
      data: { evidenceId: 'new', sha256: SHA, size: 1000, replaces: 'evd1' },
    });
  });

  it('name the refusal, the new announcement and the reason of a withdrawal, which stays with the item', () => {
    const refusal = { code: 'size_mismatch', message: '大小不符' } as const;
    expect(allowed(refuseEvidence(withItems(draft()), 'new', refusal)).event).toEqual({
      type: 'evidence.refused',
      data: { evidenceId: 'new', ...refusal },
    });
    const file = { size: 5, sha256: 'e'.repeat(64) };
    expect(allowed(renewUpload(withItems(draft()), 'new', file)).event).toEqual({
      type: 'evidence.renewed',
      data: { evidenceId: 'new', ...file },
    });
    const withdrawn = allowed(withdrawEvidence(aggregateFixture(), 'evd1', '误传'));
    expect(withdrawn.event).toEqual({
      type: 'evidence.withdrawn',
      data: { evidenceId: 'evd1', reason: '误传' },
    });
    expect(withdrawn.evidence).toEqual([evidenceFixture({ status: 'withdrawn', withdrawnReason: '误传' })]);
  });
});

describe('a file that comes after a refusal', () => {
  const late = (code: 'size_mismatch' | 'checksum_mismatch' | 'executable' | 'type_mismatch') =>
    withItems(draft({ status: 'refused', refusal: { code, message: '拒收' } }));

  it('is welcome where the refusal was about another file’s bytes, and not where it was about the content', () => {
    for (const [code, answer] of [
      ['size_mismatch', 'allowed'],
      ['checksum_mismatch', 'allowed'],
      ['executable', 'evidence_settled'],
      ['type_mismatch', 'evidence_settled'],
    ] as const)
      expect(refusedWith(verifyEvidence(late(code), 'new', { vaultKey: 'k' }, AT)), code).toBe(answer);
    expect(
      refusedWith(verifyEvidence(withItems(draft({ status: 'refused' })), 'new', { vaultKey: 'k' }, AT)),
    ).toBe('evidence_settled');
  });

  it('counts with its case over, at the day it came, unless its item was settled meanwhile', () => {
    const kept = { vaultKey: 'k', crc32: '00000001', at: AT };
    const refusal = { code: 'size_mismatch', message: '大小不符' } as const;
    const [admitted] = admitKept(withItems(draft({ status: 'refused', refusal, kept })));
    expect(admitted).toEqual(draft({ status: 'verified', vaultKey: 'k', crc32: '00000001', uploadedAt: AT }));
    expect(admitKept(withItems(draft({ status: 'withdrawn', kept }), draft()))).toEqual([]);
  });

  it('is kept beside a closed finding’s set as beside a running case’s', () => {
    const closed = aggregateFixture({ finding: findingFixture({ state: 'closed' }), evidence: [draft()] });
    expect(allowed(verifyEvidence(closed, 'new', { vaultKey: 'k' }, AT))).toMatchObject({
      evidence: [{ status: 'registered', kept: { vaultKey: 'k', at: AT } }],
      event: { type: 'evidence.kept', data: { evidenceId: 'new', sha256: SHA, size: 1000 } },
    });
  });
});

describe('a legal hold (K04)', () => {
  const set = (item: Evidence, hold: typeof HOLD | undefined) =>
    setLegalHold(withItems(item), item.id, hold, '举报核查');

  it('is set and lifted once each, with its reason, whatever state the finding is in', () => {
    expect(allowed(set(evidenceFixture(), HOLD))).toMatchObject({
      evidence: [evidenceFixture({ hold: HOLD })],
      event: { type: 'evidence.held', data: { evidenceId: 'evd1', reason: '举报核查' } },
    });
    expect(allowed(set(evidenceFixture({ hold: HOLD }), undefined))).toMatchObject({
      evidence: [evidenceFixture({ hold: undefined })],
      event: { type: 'evidence.released', data: { evidenceId: 'evd1', reason: '举报核查' } },
    });
    for (const state of ['closing', 'closed'] as const) {
      const aggregate = aggregateFixture({ finding: findingFixture({ state }) });
      expect(refusedWith(setLegalHold(aggregate, 'evd1', HOLD, '举报核查'))).toBe('allowed');
    }
  });

  it('says so when it stands or does not, and needs a file that is in the vault', () => {
    expect(set(evidenceFixture({ hold: HOLD }), HOLD)).toMatchObject({
      error: { kind: 'conflict', code: 'hold_unchanged', message: '这份材料已经冻结。' },
    });
    expect(set(evidenceFixture(), undefined)).toMatchObject({
      error: { kind: 'conflict', code: 'hold_unchanged', message: '这份材料没有冻结。' },
    });
    expect(refusedWith(set(draft(), HOLD))).toBe('evidence_not_verified');
    expect(refusedWith(setLegalHold(aggregateFixture(), 'other', HOLD, '举报核查'))).toBe('not_found');
  });
});

describe('the same file twice', () => {
  const twice = (over: Partial<Evidence>, item = draft()) =>
    registerEvidence(
      aggregateFixture({
        measures: [measureFixture(), measureFixture({ id: 'mea2', seq: 2 })],
        evidence: [evidenceFixture({ sha256: SHA, ...over })],
      }),
      item,
      TODAY,
    );

  it('is refused within a measure only, while the first is on its way or counts, and names the first', () => {
    expect(twice({})).toMatchObject({ error: { code: 'evidence_twice', details: { evidenceId: 'evd1' } } });
    expect(refusedWith(twice({ status: 'registered' }))).toBe('evidence_twice');
    expect(refusedWith(twice({ status: 'replaced' }))).toBe('allowed');
    expect(refusedWith(twice({}, draft({ measureId: 'mea2' })))).toBe('allowed');
    expect(refusedWith(twice({ purpose: 'minutes' }))).toBe('allowed');
    expect(refusedWith(twice({ sha256: '8'.repeat(64) }))).toBe('allowed');
  });
});

describe('a refusal names what to mend', () => {
  it('of a declaration by field', () => {
    const check = (over: Partial<Evidence>) => blamed(checkRegistration(draft(over), TODAY));
    expect(check({ fileName: '程序.exe' })).toEqual(['file_type_refused', 'fileName']);
    expect(check({ size: 0 })).toEqual(['file_empty', 'size']);
    expect(check({ size: MAX_EVIDENCE_BYTES + 1 })).toEqual(['file_too_large', 'size']);
    expect(check({ formedOn: '2025-03-04' })).toEqual(['formed_in_future', 'formedOn']);
    expect(allowed(checkRegistration(draft(), TODAY))).toBe(true);
    for (const [fileName, said] of [
      ['程序.exe', '“.exe”'],
      ['说明', '“.无扩展名”'],
    ] as const)
      expect(checkRegistration(draft({ fileName }), TODAY)).toMatchObject({
        error: { message: expect.stringContaining(said) },
      });
  });

  it('of a place by field', () => {
    const register = (item: Evidence, ...evidence: Evidence[]) =>
      blamed(registerEvidence(withItems(...evidence), item, TODAY));
    expect(register(draft({ measureId: 'other' }))).toEqual(['measure_unknown', 'measureId']);
    expect(register(draft({ replaces: 'other' }))).toEqual(['version_unknown', 'replaces']);
    const ofOther = evidenceFixture({ measureId: 'mea2' });
    expect(register(draft({ replaces: 'evd1' }), ofOther)).toEqual(['version_unknown', 'replaces']);
    // Another item's new version on its way does not stand in the way of this one's.
    const elsewhere = draft({ id: 'other', replaces: 'evd0', sha256: '7'.repeat(64) });
    const refused = draft({ id: 'refused', replaces: 'evd1', status: 'refused', sha256: '6'.repeat(64) });
    expect(register(draft({ replaces: 'evd1' }), evidenceFixture(), elsewhere, refused)).toEqual([
      'allowed',
      undefined,
    ]);
  });

  it('of what arrived, in bytes and by extension', () => {
    const observed = { size: 10, sha256: SHA, type: 'application/pdf', script: false };
    const said = (over: Partial<typeof observed>, fileName = '材料.pdf') =>
      refusalOf({ fileName, size: 10, sha256: SHA }, { ...observed, ...over })?.message;
    expect(said({ size: 9 })).toBe('收到 9 字节，应为 10 字节，文件可能没有传完，请重新上传。');
    expect(said({ script: true })).toContain('可执行程序');
    expect(said({ sha256: '' })).toContain('校验值与登记的不一致');
    expect(said({ type: 'image/png' })).toContain('“.pdf”不符');
    expect(said({}, '材料')).toContain('不符');
  });

  it('of an item that is not there, for every command', () => {
    const aggregate = aggregateFixture();
    for (const answer of [
      verifyEvidence(aggregate, 'other', { vaultKey: 'k' }, AT),
      refuseEvidence(aggregate, 'other', { code: 'executable', message: '拒收' }),
      mayUpload(aggregate, 'other'),
      renewUpload(aggregate, 'other', { size: 1, sha256: SHA }),
      withdrawEvidence(aggregate, 'other', '误传'),
    ])
      expect(refusedWith(answer)).toBe('not_found');
    expect(refusedWith(refuseEvidence(aggregate, 'evd1', { code: 'executable', message: '拒收' }))).toBe(
      'evidence_settled',
    );
  });
});
