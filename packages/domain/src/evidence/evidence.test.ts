import { describe, expect, it } from 'vitest';
import {
  AT,
  aggregateFixture,
  allowed,
  applied,
  CASE,
  evidenceFixture,
  findingFixture,
  measureFixture,
  minutesFixture,
  opened,
  refusedWith,
  TODAY,
} from '../closeout/case-fixture.ts';
import { FINDING_STATES } from '../finding/finding.ts';
import {
  checkRegistration,
  EVIDENCE_TYPES,
  extensionOf,
  MAX_EVIDENCE_BYTES,
  PART_BYTES,
  PARTED_FROM_BYTES,
  partsOf,
  refusalOf,
} from './evidence.ts';
import {
  admitKept,
  MAX_EVIDENCE_ITEMS,
  referToContent,
  refuseEvidence,
  registerEvidence,
  renewUpload,
  verifyEvidence,
  withdrawEvidence,
} from './evidence-commands.ts';
import { damageOf } from './fixity.ts';
import { longestRetention, retainUntil } from './retention.ts';

const draft = (over: Parameters<typeof evidenceFixture>[0] = {}) =>
  evidenceFixture({ id: 'new', status: 'registered', sha256: '9'.repeat(64), vaultKey: undefined, ...over });

describe('what may be announced (C04)', () => {
  it.each([
    ['file_type_refused', { fileName: '程序.exe' }],
    ['file_type_refused', { fileName: '无扩展名' }],
    ['file_type_refused', { fileName: '材料.constructor' }],
    ['file_empty', { size: 0 }],
    ['file_too_large', { size: MAX_EVIDENCE_BYTES + 1 }],
    ['formed_in_future', { formedOn: '2025-03-04' }],
    ['allowed', { formedOn: '2025-03-03', size: MAX_EVIDENCE_BYTES, fileName: '材料.PDF' }],
  ])('%s: %o', (code, over) => {
    expect(refusedWith(checkRegistration({ ...draft(), ...over }, TODAY))).toBe(code);
  });

  it('knows extensions', () => {
    expect(extensionOf('a.b.PDF')).toBe('pdf');
    expect(extensionOf('a')).toBe('');
    expect(Object.keys(EVIDENCE_TYPES)).toEqual(expect.arrayContaining(['pdf', 'ofd', 'docx']));
  });
});

describe('announcing', () => {
  it.each(FINDING_STATES)('from %s', (state) => {
    expect(
      refusedWith(registerEvidence(aggregateFixture({ finding: findingFixture({ state }) }), draft(), TODAY)),
    ).toBe(
      state === 'closing'
        ? 'closeout_locked'
        : state === 'rectifying' || state === 'continuous'
          ? 'allowed'
          : 'state_not_rectifying',
    );
  });

  it('needs a standing measure, fewer than the limit, and new content for the measure', () => {
    const register = (over: Parameters<typeof aggregateFixture>[0], item = draft()) =>
      refusedWith(registerEvidence(aggregateFixture(over), item, TODAY));
    expect(register({ measures: [measureFixture({ status: 'withdrawn' })] })).toBe('measure_unknown');
    expect(register({}, draft({ measureId: 'other' }))).toBe('measure_unknown');
    const many = Array.from({ length: MAX_EVIDENCE_ITEMS }, (_, index) =>
      evidenceFixture({ id: `e${index}` }),
    );
    expect(register({ evidence: many })).toBe('too_many_files');
    expect(register({}, draft({ sha256: evidenceFixture().sha256 }))).toBe('evidence_twice');
    for (const status of ['withdrawn', 'refused'] as const)
      expect(
        register({ evidence: [evidenceFixture({ status })] }, draft({ sha256: evidenceFixture().sha256 })),
      ).toBe('allowed');
  });

  it('minutes belong to the running case', () => {
    const minutes = minutesFixture({ status: 'registered' });
    expect(refusedWith(registerEvidence(opened(applied()), minutes, TODAY))).toBe('allowed');
    expect(refusedWith(registerEvidence(opened(applied()), { ...minutes, caseId: 'other' }, TODAY))).toBe(
      'case_ended',
    );
    for (const caseId of [CASE, undefined])
      expect(refusedWith(registerEvidence(aggregateFixture(), { ...minutes, caseId }, TODAY))).toBe(
        'case_ended',
      );
  });
});

describe('the file arrives', () => {
  const waiting = (
    over: Parameters<typeof evidenceFixture>[0] = {},
    state: 'rectifying' | 'closing' = 'rectifying',
  ) =>
    aggregateFixture({
      finding: findingFixture({ state }),
      evidence: [evidenceFixture({ status: 'registered', ...over })],
    });

  it('counts from its verification, never during a case', () => {
    expect(
      allowed(verifyEvidence(waiting(), 'evd1', { vaultKey: 'vault/key', crc32: '0a0b0c0d' }, AT)).evidence,
    ).toMatchObject([{ status: 'verified', vaultKey: 'vault/key', uploadedAt: AT }]);
    const during = allowed(verifyEvidence(waiting({}, 'closing'), 'evd1', { vaultKey: 'k' }, AT));
    expect(during).toMatchObject({
      evidence: [{ status: 'registered', kept: { vaultKey: 'k', at: AT } }],
      event: { type: 'evidence.kept' },
    });
    const after = aggregateFixture({
      finding: findingFixture({ state: 'closing' }),
      evidence: [...(during.evidence ?? [])],
    });
    expect(refusedWith(verifyEvidence(after, 'evd1', { vaultKey: 'k' }, AT))).toBe('evidence_settled');
    const refusal = { code: 'size_mismatch', message: '大小不符' } as const;
    expect(refusedWith(refuseEvidence(after, 'evd1', refusal))).toBe('evidence_settled');
    expect(admitKept(after)).toMatchObject([{ status: 'verified', vaultKey: 'k', uploadedAt: AT }]);
    expect(admitKept(aggregateFixture())).toEqual([]);
    expect(
      refusedWith(verifyEvidence(waiting({ purpose: 'minutes' }, 'closing'), 'evd1', { vaultKey: 'k' }, AT)),
    ).toBe('allowed');
    for (const status of ['verified', 'withdrawn'] as const)
      expect(refusedWith(verifyEvidence(waiting({ status }), 'evd1', { vaultKey: 'k' }, AT))).toBe(
        'evidence_settled',
      );
    expect(refusedWith(verifyEvidence(waiting(), 'other', { vaultKey: 'k' }, AT))).toBe('not_found');
  });

  it('is refused with a code, and can be sent again', () => {
    const refusal = { code: 'size_mismatch', message: '大小不符' } as const;
    const refused = allowed(refuseEvidence(waiting(), 'evd1', refusal)).evidence?.[0];
    expect(refused).toMatchObject({ status: 'refused', refusal });
    const again = aggregateFixture({ evidence: refused ? [refused] : [] });
    expect(allowed(renewUpload(again, 'evd1', { size: 5, sha256: 'e'.repeat(64) })).evidence).toMatchObject([
      { status: 'registered', size: 5, refusal: undefined },
    ]);
    expect(refusedWith(renewUpload(aggregateFixture(), 'evd1', { size: 5, sha256: '' }))).toBe(
      'evidence_settled',
    );
    expect(refusedWith(renewUpload(waiting({}, 'closing'), 'evd1', { size: 5, sha256: '' }))).toBe(
      'closeout_locked',
    );
  });

  it.each(FINDING_STATES)(
    'a file may be withdrawn, with its reason, unless a case runs or has closed: %s',
    (state) => {
      expect(
        refusedWith(
          withdrawEvidence(aggregateFixture({ finding: findingFixture({ state }) }), 'evd1', '误传'),
        ),
      ).toBe(state === 'closing' || state === 'closed' ? 'closeout_locked' : 'allowed');
    },
  );

  it('a file is withdrawn once', () => {
    expect(refusedWith(withdrawEvidence(waiting({ status: 'withdrawn' }), 'evd1', '误传'))).toBe(
      'evidence_settled',
    );
  });
});

describe('versions', () => {
  const next = (over: Parameters<typeof evidenceFixture>[0] = {}) => draft({ replaces: 'evd1', ...over });

  it('follow the verified last one of the same measure, one at a time', () => {
    const register = (item: ReturnType<typeof draft>, evidence = [evidenceFixture()]) =>
      refusedWith(registerEvidence(aggregateFixture({ evidence }), item, TODAY));
    expect(register(next())).toBe('allowed');
    expect(register(next({ replaces: 'other' }))).toBe('version_unknown');
    expect(register(next(), [minutesFixture({ id: 'evd1' })])).toBe('version_unknown');
    for (const status of ['registered', 'refused', 'withdrawn', 'replaced'] as const)
      expect(register(next(), [evidenceFixture({ status })])).toBe('version_not_current');
    const pending = next({ id: 'pending', sha256: '8'.repeat(64) });
    expect(register(next(), [evidenceFixture(), pending])).toBe('version_pending');
  });

  it('the older one is kept, no longer counts, and can not be withdrawn', () => {
    const { evidence: [fresh] = [] } = allowed(registerEvidence(aggregateFixture(), next(), TODAY));
    expect(fresh).toMatchObject({ versionNo: 2, replaces: 'evd1', status: 'registered' });
    const both = aggregateFixture({ evidence: [evidenceFixture(), ...(fresh ? [fresh] : [])] });
    const { evidence = [] } = allowed(verifyEvidence(both, 'new', { vaultKey: 'k' }, AT));
    expect(evidence).toMatchObject([
      { id: 'new', status: 'verified' },
      { id: 'evd1', status: 'replaced', replacedBy: 'new', vaultKey: evidenceFixture().vaultKey },
    ]);
    expect(refusedWith(withdrawEvidence(aggregateFixture({ evidence }), 'evd1', '误传'))).toBe(
      'evidence_settled',
    );
    expect(refusedWith(withdrawEvidence(aggregateFixture({ evidence }), 'new', '误传'))).toBe('allowed');
  });
});

describe('content the vault holds already', () => {
  const known = {
    vaultKey: 'v',
    crc32: '00000001',
    size: 7,
    type: 'application/pdf',
    findingId: 'f0',
    evidenceId: 'e0',
  };
  it('counts at once, under the rules of an upload', () => {
    const refer = (
      over: Parameters<typeof evidenceFixture>[0] = {},
      state: 'rectifying' | 'closing' = 'rectifying',
    ) =>
      referToContent(aggregateFixture({ finding: findingFixture({ state }) }), draft(over), known, TODAY, AT);
    expect(allowed(refer())).toMatchObject({
      evidence: [{ status: 'verified', vaultKey: 'v', crc32: '00000001', size: 7, uploadedAt: AT }],
      event: { type: 'evidence.referred', data: { sameAs: { findingId: 'f0', evidenceId: 'e0' } } },
    });
    expect(refusedWith(refer({ fileName: '照片.jpg' }))).toBe('type_mismatch');
    expect(refusedWith(refer({}, 'closing'))).toBe('closeout_locked');
    expect(allowed(refer({ replaces: 'evd1' })).evidence).toMatchObject([
      {},
      { id: 'evd1', status: 'replaced' },
    ]);
  });
});

describe('retention', () => {
  it('is counted from the day of storing, for good from today, and only ever grows', () => {
    const stored = '2024-02-29T10:00:00.000Z';
    const now = '2026-05-01T23:30:00.000Z';
    expect(retainUntil('10y', stored, now)).toBe('2034-03-02T00:00:00.000Z');
    expect(retainUntil('30y', stored, now)).toBe('2054-03-02T00:00:00.000Z');
    expect(retainUntil('permanent', stored, now)).toBe('2125-05-02T00:00:00.000Z');
    expect(longestRetention('10y', undefined, '30y')).toBe('30y');
    expect(longestRetention('permanent', '30y')).toBe('permanent');
    expect(longestRetention(undefined)).toBe('10y');
  });
});

describe('a file of the vault against its record', () => {
  const expected = {
    size: 3,
    sha256: 'a'.repeat(64),
    versionId: 'v1',
    retainUntil: '2050-01-01T00:00:00.000Z',
    held: false,
  };
  it.each([
    [undefined, {}],
    [undefined, { retainUntil: '2051-01-01T00:00:00.000Z', versionId: 'v2' }],
    ['size', { size: 4 }],
    ['checksum', { sha256: '' }],
    ['unlocked', { retainUntil: undefined }],
    ['unlocked', { retainUntil: '2049-12-31T00:00:00.000Z' }],
  ])('%s: %o', (code, over) => {
    expect(damageOf(expected, { ...expected, ...over })?.code).toBe(code);
  });
  it('is missing, or its bytes hash to something else', () => {
    expect(damageOf(expected, undefined)?.code).toBe('missing');
    expect(damageOf(expected, expected, 'b'.repeat(64))?.code).toBe('content');
    expect(damageOf(expected, expected, expected.sha256)).toBeUndefined();
  });
});

it('a file is cut into parts that add up', () => {
  for (const size of [1, PART_BYTES, PART_BYTES + 1, PARTED_FROM_BYTES, MAX_EVIDENCE_BYTES]) {
    const { count, sizeOf } = partsOf(size);
    const sizes = Array.from({ length: count }, (_, index) => sizeOf(index + 1));
    expect(sizes.reduce((sum, part) => sum + part, 0)).toBe(size);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(PART_BYTES);
    expect(count).toBeLessThanOrEqual(1000);
  }
});

describe('what arrived against what was announced', () => {
  const declared = { fileName: '材料.pdf', size: 10, sha256: 'a'.repeat(64) };
  const observed = { size: 10, sha256: 'a'.repeat(64), type: 'application/pdf', script: false };
  it.each([
    [undefined, {}],
    ['executable', { type: 'application/x-elf' }],
    ['executable', { script: true }],
    ['size_mismatch', { size: 9 }],
    ['checksum_mismatch', { sha256: 'b'.repeat(64) }],
    ['type_mismatch', { type: 'image/png' }],
  ])('%s: %o', (code, over) => {
    expect(refusalOf(declared, { ...observed, ...over })?.code).toBe(code);
  });
});
