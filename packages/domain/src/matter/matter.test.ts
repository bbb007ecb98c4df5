import { describe, expect, it } from 'vitest';
import { authorize, type Principal, type TenantScope } from '../authz/authorize.ts';
import { AT, actorFixture, allowed, blamed, PEOPLE, refusedWith, TODAY } from '../closeout/case-fixture.ts';
import type { ObservedFile } from '../evidence/evidence.ts';
import {
  isOwnAnswer,
  refuseBareReturn,
  refuseFiles,
  refuseOwnAnswer,
  withAnswer,
  withCheck,
} from './answer.ts';
import { coversMatter, type Matter, type MatterAggregate, mayKnowMatter, newMatter } from './matter.ts';
import { type MatterFile, registerMatterFile, settleMatterFile, withdrawMatterFile } from './matter-file.ts';
import { MATTER_STATUS_TITLES, matterStatusTitle, matterStepTitle } from './matter-titles.ts';

const file = (over: Partial<MatterFile> = {}): MatterFile => ({
  id: 'f1',
  purpose: 'minutes',
  fileName: '纪要.pdf',
  size: 1000,
  sha256: 'a'.repeat(64),
  contentType: 'application/pdf',
  uploadedBy: 'u1',
  uploadedByName: '经办人甲',
  registeredAt: AT,
  status: 'registered',
  ...over,
});
const matter: Matter<object> = newMatter(
  { tenantId: 'beihe', id: 'mat1', kind: 'meeting', title: '协调会', status: 'recorded', content: {} },
  { userId: 'u1', name: '经办人甲' },
  AT,
);
const holding = (...files: readonly MatterFile[]): MatterAggregate => ({ matter, files, parts: [] });
const arrived = (over: Partial<ObservedFile> = {}): ObservedFile => ({
  size: 1000,
  sha256: 'a'.repeat(64),
  type: 'application/pdf',
  script: false,
  ...over,
});

describe('a new matter (ADR 0019)', () => {
  it('is open, known to the unit, waits for nobody and has no trail yet', () => {
    expect(matter).toEqual({
      tenantId: 'beihe',
      id: 'mat1',
      kind: 'meeting',
      title: '协调会',
      status: 'recorded',
      content: {},
      open: true,
      audience: 'all',
      departmentIds: [],
      findingIds: [],
      waiting: [],
      createdAt: AT,
      createdBy: 'u1',
      createdByName: '经办人甲',
      updatedAt: AT,
      version: 0,
      auditSeq: 0,
      auditHash: '',
    });
  });
});

describe('papers of a matter', () => {
  it('are announced with their hash before a byte is sent', () => {
    const change = allowed(registerMatterFile(holding(), file(), TODAY));
    expect(change).toEqual({
      matter,
      files: [file()],
      event: {
        type: 'matter.file_registered',
        data: { fileId: 'f1', purpose: 'minutes', fileName: '纪要.pdf', size: 1000, sha256: 'a'.repeat(64) },
      },
    });
  });

  it('are of a kind that may be evidence, and at most fifty', () => {
    expect(refusedWith(registerMatterFile(holding(), file({ fileName: '程序.exe' }), TODAY))).toBe(
      'file_type_refused',
    );
    const many = (count: number) =>
      holding(...Array.from({ length: count }, (_, at) => file({ id: `${at}` })));
    expect(refusedWith(registerMatterFile(many(49), file({ id: 'new' }), TODAY))).toBe('allowed');
    expect(refusedWith(registerMatterFile(many(50), file({ id: 'new' }), TODAY))).toBe('too_many_files');
  });

  it('are kept when what arrived is what was announced', () => {
    const other = file({ id: 'f2', fileName: '签到.pdf' });
    const kept = { vaultKey: 't/beihe/f1', crc32: '0badf00d' };
    const change = allowed(settleMatterFile(holding(other, file()), 'f1', arrived(), kept, AT));
    expect(change.files).toEqual([{ ...file(), status: 'verified', ...kept, uploadedAt: AT }]);
    expect(change.event).toEqual({
      type: 'matter.file_verified',
      data: { fileId: 'f1', sha256: 'a'.repeat(64) },
    });
  });

  it('are refused when something else arrived, and the refusal is on record', () => {
    const change = allowed(
      settleMatterFile(holding(file()), 'f1', arrived({ sha256: 'b'.repeat(64) }), { vaultKey: 'x' }, AT),
    );
    expect(change.files).toMatchObject([
      { id: 'f1', status: 'refused', refusal: { code: 'checksum_mismatch' } },
    ]);
    expect(change.files?.[0]?.vaultKey).toBeUndefined();
    expect(change.event).toEqual({
      type: 'matter.file_refused',
      data: { fileId: 'f1', reason: 'checksum_mismatch' },
    });
  });

  it('are settled once', () => {
    for (const status of ['verified', 'refused', 'withdrawn'] as const)
      expect(
        refusedWith(settleMatterFile(holding(file({ status })), 'f1', arrived(), { vaultKey: 'x' }, AT)),
      ).toBe('evidence_settled');
    expect(refusedWith(settleMatterFile(holding(file()), 'f9', arrived(), { vaultKey: 'x' }, AT))).toBe(
      'not_found',
    );
  });

  it('are taken back with a reason and never deleted (F07)', () => {
    const kept = file({ status: 'verified', vaultKey: 'x' });
    const change = allowed(withdrawMatterFile(holding(file({ id: 'f2' }), kept), 'f1', '传错'));
    expect(change.files).toEqual([{ ...kept, status: 'withdrawn', withdrawnReason: '传错' }]);
    expect(change.event).toEqual({ type: 'matter.file_withdrawn', data: { fileId: 'f1', reason: '传错' } });
    expect(refusedWith(withdrawMatterFile(holding(file({ status: 'withdrawn' })), 'f1', '再次'))).toBe(
      'evidence_settled',
    );
    expect(refusedWith(withdrawMatterFile(holding(), 'f1', '没有'))).toBe('not_found');
  });
});

describe('what people say was done', () => {
  const substitute = actorFixture('sub', ['handler'], {
    onBehalfOf: { userId: 'absent', name: '姓名absent', delegationId: 'd1' },
  });
  const first = withAnswer([], { text: '已办', fileIds: ['f1'] }, PEOPLE.head, AT);
  const second = withAnswer(first, { text: '补充', fileIds: [] }, substitute, TODAY);

  it('is numbered and names everybody who said it', () => {
    expect(second).toEqual([
      { no: 1, text: '已办', fileIds: ['f1'], byName: '姓名head', by: ['head'], at: AT },
      { no: 2, text: '补充', fileIds: [], byName: '姓名sub', by: ['sub', 'absent'], at: TODAY },
    ]);
  });

  it('is checked at its last word; what was said before stays as it was', () => {
    const returned = withCheck(second, { outcome: 'returned', reason: '缺附件' }, PEOPLE.checker, AT);
    expect(returned).toEqual([
      second[0],
      { ...second[1], check: { outcome: 'returned', reason: '缺附件', byName: '姓名checker', at: AT } },
    ]);
    const accepted = withCheck(second, { outcome: 'accepted' }, PEOPLE.checker, AT);
    expect(Object.keys(accepted[1]?.check ?? {})).toEqual(['outcome', 'byName', 'at']);
  });

  it.each([
    ['somebody else', PEOPLE.checker, false],
    ['the person', actorFixture('sub', []), true],
    ['the absent one', actorFixture('absent', []), true],
    [
      'a substitute of the person',
      actorFixture('third', [], { onBehalfOf: { userId: 'sub', name: '甲', delegationId: 'd2' } }),
      true,
    ],
  ])('may be checked by nobody whose word it is: %s (G07)', (_who, actor, own) => {
    expect(isOwnAnswer(second[1], actor)).toBe(own);
    expect(refuseOwnAnswer(second[1], actor)?.ok).toBe(own ? false : undefined);
    const refusal = refuseOwnAnswer(second[1], actor);
    if (refusal) expect(refusedWith(refusal)).toBe('separation_of_duties');
    expect(isOwnAnswer(undefined, actor)).toBe(false);
  });

  it('is returned with a reason only', () => {
    for (const reason of [undefined, '', '  ']) {
      const refusal = refuseBareReturn({ outcome: 'returned', reason });
      expect(refusal && blamed(refusal)).toEqual(['reason_missing', 'reason']);
      expect(refuseBareReturn({ outcome: 'accepted', reason })).toBeUndefined();
    }
    expect(refuseBareReturn({ outcome: 'returned', reason: '缺附件' })).toBeUndefined();
  });

  it('names papers that are there for it, checked, and not named before', () => {
    const files = [
      file({ status: 'verified' }),
      file({ id: 'f2', purpose: 'result', status: 'verified' }),
      file({ id: 'f3' }),
    ];
    const refused = (fileIds: readonly string[], purpose = 'minutes') => {
      const refusal = refuseFiles(files, purpose, fileIds, [{ fileIds: ['f9'] }]);
      return refusal ? blamed(refusal) : undefined;
    };
    expect(refused([])).toBeUndefined();
    expect(refused(['f1'])).toBeUndefined();
    expect(refused(['f2'], 'result')).toBeUndefined();
    expect(refused(['f1', 'f2'])).toEqual(['file_unknown', 'fileIds']);
    expect(refused(['f7'])).toEqual(['file_unknown', 'fileIds']);
    expect(refused(['f1', 'f3'])).toEqual(['file_pending', 'fileIds']);
    const again = refuseFiles(files, 'minutes', ['f1'], [{ fileIds: [] }, { fileIds: ['f1'] }]);
    expect(again && refusedWith(again)).toBe('file_unknown');
  });
});

describe('who may know of a matter', () => {
  const scopeOf = (over: Partial<Principal>): TenantScope =>
    allowed(
      authorize(
        {
          userId: 'u1',
          name: '姓名',
          membershipId: 'm1',
          tenantId: 'beihe',
          tenantKind: 'subsidiary',
          roles: ['rectification_office'],
          ...over,
        },
        'matter.read',
        'beihe',
      ),
    );
  const hq = { tenantId: 'jituan', tenantKind: 'group', roles: ['inspection_office'] } as const;
  const about = (over: Partial<Matter> = {}) => ({ ...matter, departmentIds: ['dep1', 'dep2'], ...over });

  it('not the unit, while it is for HQ alone', () => {
    const draft = about({ audience: 'group' });
    expect(mayKnowMatter(scopeOf({}), draft)).toBe(false);
    expect(coversMatter(scopeOf({}), draft)).toBe(false);
    expect(coversMatter(scopeOf(hq), draft)).toBe(true);
    expect(coversMatter(scopeOf({}), about())).toBe(true);
  });

  it('of a department only those it concerns', () => {
    const handler = (departmentId?: string) => scopeOf({ roles: ['handler'], departmentId });
    expect(handler('dep1').reach).toBe('department');
    expect(coversMatter(handler('dep2'), about())).toBe(true);
    expect(coversMatter(handler('dep3'), about())).toBe(false);
    expect(coversMatter(handler(undefined), about())).toBe(false);
    expect(mayKnowMatter(handler('dep3'), about())).toBe(true);
  });

  it('of a membership limited to batches only what belongs to one of them (A06)', () => {
    const limited = scopeOf({ scope: { batches: ['bat1'] } });
    expect(coversMatter(limited, about({ batchId: 'bat1' }))).toBe(true);
    expect(coversMatter(limited, about({ batchId: 'bat2' }))).toBe(false);
    expect(coversMatter(limited, about())).toBe(false);
    expect(coversMatter(scopeOf({ scope: { tenants: ['beihe'] } }), about())).toBe(true);
  });
});

describe('words of a matter', () => {
  it('are Chinese for every status and step; what a later version brings keeps its own name', () => {
    for (const [kind, titles] of Object.entries(MATTER_STATUS_TITLES))
      for (const [status, title] of Object.entries(titles))
        expect(title, `${kind} ${status}`).toMatch(/^\p{Script=Han}/u);
    expect(matterStatusTitle('order', 'issued')).toBe('待回复');
    expect(matterStatusTitle('order', 'burnt')).toBe('burnt');
    expect(matterStepTitle('order.issued')).toBe('下发督办单');
    expect(matterStepTitle('order.burnt')).toBe('order.burnt');
  });
});
