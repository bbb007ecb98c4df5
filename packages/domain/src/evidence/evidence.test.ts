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
import { checkRegistration, EVIDENCE_TYPES, extensionOf, MAX_EVIDENCE_BYTES, refusalOf } from './evidence.ts';
import {
  MAX_EVIDENCE_ITEMS,
  refuseEvidence,
  registerEvidence,
  renewUpload,
  verifyEvidence,
  withdrawEvidence,
} from './evidence-commands.ts';

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
    expect(allowed(verifyEvidence(waiting(), 'evd1', 'vault/key', AT)).evidence).toMatchObject([
      { status: 'verified', vaultKey: 'vault/key', uploadedAt: AT },
    ]);
    expect(refusedWith(verifyEvidence(waiting({}, 'closing'), 'evd1', 'k', AT))).toBe('closeout_locked');
    expect(refusedWith(verifyEvidence(waiting({ purpose: 'minutes' }, 'closing'), 'evd1', 'k', AT))).toBe(
      'allowed',
    );
    for (const status of ['verified', 'withdrawn'] as const)
      expect(refusedWith(verifyEvidence(waiting({ status }), 'evd1', 'k', AT))).toBe('evidence_settled');
    expect(refusedWith(verifyEvidence(waiting(), 'other', 'k', AT))).toBe('not_found');
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
