import type { OutputOf } from '@xuncha/contracts';
import { type Finding, systemScope, verifyChain } from '@xuncha/domain';
import { BATCHES, type Batch, createWrite, newId, openMatter } from '@xuncha/store';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiHandler, personOf, send } from '../../../test/engine/api-event.ts';
import { HQ_TENANT } from '../../../test/engine/environment.ts';
import { seedAggregate, seedFinding } from '../../../test/engine/seed-finding.ts';
import { type EvidenceScene, startEvidenceScene, TENANT } from '../../evidence/evidence-scene.fixture.ts';

const params = { tenantId: TENANT };
const office = personOf(TENANT, ['rectification_office'], { userId: 'beihe-office', name: '整改办乙' });
const secretary = personOf(TENANT, ['party_secretary'], { userId: 'beihe-secretary', name: '书记丙' });
const inspector = personOf(HQ_TENANT, ['inspection_office'], { userId: 'hq-office' });
/** Stands in a title, as ledgers have it, and is nobody of the system. */
const NAMED = '赵铁柱';

let scene: EvidenceScene;
let reports: ApiHandler;
let findings: Finding[];
const batchId = newId();

beforeAll(async () => {
  scene = await startEvidenceScene();
  reports = (await import('./reports.lambda.ts')).handler;
  const { table } = scene.engine;
  const batch: Batch = {
    id: batchId,
    tenantId: TENANT,
    round: '2025年第一轮',
    title: '2025年第一轮巡察反馈问题',
    status: 'published',
    feedbackDate: '2025-03-31',
    findings: 2,
    delivered: 2,
    createdByName: '巡察办',
    createdAt: new Date().toISOString(),
    version: 1,
  };
  await table.transact([createWrite(BATCHES, batch)]);
  findings = [];
  for (const no of ['1', '2'])
    findings.push(
      await seedFinding(
        table,
        seedAggregate(
          {
            tenantId: TENANT,
            batchId,
            state: 'rectifying',
            no,
            title: `${NAMED}同志超标准使用办公用房`,
            responsibility: { supportingDepartments: [], leaderName: NAMED, departmentName: '物资管理部' },
          },
          { body: { text: `原文写明${NAMED}使用办公用房40平方米。` } },
        ),
      ),
    );
});
afterAll(() => scene.stop());

type Id = Extract<Parameters<typeof send>[1], `notices.${string}`>;
const call = <Body = { code?: string; field?: string; id: string }>(
  id: Id,
  noticeId: string,
  options: {
    principal?: typeof office;
    body?: unknown;
    ifMatch?: number;
    params?: Record<string, string>;
  } = {},
) =>
  send<Body>(reports, id, {
    principal: office,
    ...options,
    params: { ...params, ...(noticeId ? { noticeId } : {}), ...options.params },
  });
const detail = async (id: string, principal = office) =>
  (await call<OutputOf<'notices.get'>>('notices.get', id, { principal })).body;
/** A step against the version that is there now. */
const step = async (id: Id, noticeId: string, body?: unknown, principal = office) =>
  call(id, noticeId, { body, principal, ifMatch: (await detail(noticeId)).version });

const texts = {
  intro: '根据要求，现将整改情况予以公开。',
  closing: '',
  contact: '整改办公室',
  wordings: {},
  leftOut: [],
};
const drafted = async (audience: 'internal' | 'public'): Promise<string> => {
  const body = { batchId, audience, title: '巡察整改情况公开' };
  return (await call('notices.draft', '', { body })).body.id;
};
const paperOf = (base64: string): string =>
  Object.values(unzipSync(Buffer.from(base64, 'base64')))
    .map((part) => strFromU8(part))
    .join('\n');

describe('a notice', () => {
  it('goes from the office to the secretary and out, without a name or a word of the finding', async () => {
    const id = await drafted('public');
    const named = { title: '公开', texts: { ...texts, closing: `由${NAMED}继续整改。` } };
    expect((await step('notices.write', id, named)).body).toMatchObject({
      code: 'name_in_notice',
      field: 'closing',
    });
    const written = { ...texts, wordings: { [findings[0]?.id ?? '']: '个别同志办公用房超标准，已清退。' } };
    expect((await step('notices.write', id, { title: '巡察整改情况公开', texts: written })).status).toBe(200);

    const { body: preview } = await call<OutputOf<'notices.preview'>>('notices.preview', id);
    expect(preview.view.rows).toHaveLength(2);
    expect(preview.view.withheld).toContain('title');
    expect(JSON.stringify(preview.view)).not.toContain(NAMED);
    expect((await call('notices.export', id)).body.code).toBe('notice_state');

    expect((await step('notices.submit', id)).status).toBe(200);
    expect((await step('notices.decide', id, { outcome: 'approved' })).status).toBe(403);
    expect((await step('notices.decide', id, { outcome: 'approved' }, secretary)).status).toBe(200);

    const { body: file } = await call<OutputOf<'notices.export'>>('notices.export', id);
    const paper = paperOf(file.base64);
    expect(paper).toContain('个别同志办公用房超标准，已清退。');
    for (const secret of [NAMED, '办公用房40平方米', '整改办乙', '书记丙', findings[0]?.title ?? 'no title'])
      expect(paper).not.toContain(secret);
  });

  it('inside the house carries titles with the names taken out', async () => {
    const id = await drafted('internal');
    await step('notices.write', id, { title: '巡察整改情况通报', texts });
    const { body } = await call<OutputOf<'notices.preview'>>('notices.preview', id);
    expect(body.view.rows[0]?.title).toBe('○○同志超标准使用办公用房');
    expect(body.view.hiddenNames).toBe(2);
  });

  it('hangs for its period, takes comments, passes one on to a finding, and closes with a summary', async () => {
    const id = await drafted('internal');
    await step('notices.write', id, { title: '通报', texts });
    await step('notices.submit', id);
    await step('notices.decide', id, { outcome: 'approved' }, secretary);
    const publish = (on: string) => step('notices.publish', id, { on, place: '厂务公开栏' });
    expect((await publish('2999-01-01')).body.code).toBe('date_in_future');
    expect((await publish('2025-04-01')).status).toBe(200);
    const out = await detail(id);
    expect(out.due?.why).toContain('公开公示期');
    expect(out.possible).toEqual(['comment', 'close', 'export']);
    const comment = { text: '建议公布清退结果。', from: '职工', receivedOn: '2025-04-03' };
    for (let number = 0; number < 2; number += 1)
      expect((await call('notices.comment', id, { body: comment })).status).toBe(200);
    const [first, second] = (await detail(id)).commentList;
    const settle = (commentId: string | undefined, body: object) =>
      call('notices.settle', id, { body, params: { commentId: commentId ?? '' } });
    expect((await settle(first?.id, { answer: '转交', findingId: newId() })).body.code).toBe(
      'finding_unknown',
    );
    expect((await settle(first?.id, { answer: '转交', findingId: findings[0]?.id })).status).toBe(200);
    expect((await step('notices.close', id, { summary: '汇总' })).body.code).toBe('comments_open');
    expect((await settle(second?.id, { answer: '已公布。' })).status).toBe(200);
    expect((await step('notices.close', id, { summary: '收到意见2条，均已办理。' })).status).toBe(200);

    const closed = await detail(id, inspector);
    expect(closed).toMatchObject({ status: 'closed', open: false, findingIds: [findings[0]?.id] });
    const opened = await openMatter(scene.engine.table, systemScope('schedule', TENANT), 'notice', id);
    expect(verifyChain(opened?.trail ?? [])).toMatchObject({ ok: true });
  });

  it('is made of a published batch of the unit only, and taken back with the reason', async () => {
    const body = { batchId: newId(), audience: 'public', title: '公开' };
    expect((await call('notices.draft', '', { body })).body.code).toBe('batch_unknown');
    const id = await drafted('public');
    expect((await step('notices.withdraw', id, { reason: '与上一期重复' })).status).toBe(200);
    expect(await detail(id)).toMatchObject({ status: 'withdrawn', possible: [] });
    const { body: list } = await call<OutputOf<'notices.list'>>('notices.list', '');
    expect(list.items.find((one) => one.id === id)).toMatchObject({ status: 'withdrawn', open: false });
    const foreign = personOf('nanhe', ['rectification_office']);
    expect((await call('notices.get', id, { principal: foreign })).status).toBe(404);
  });
});
