import type { OperationId } from '@xuncha/contracts';
import type { Principal } from '@xuncha/domain';
import { type CostScene, type peopleOf, sha256, TENANT } from './scene.ts';

type People = ReturnType<typeof peopleOf>;
interface Done {
  readonly id: string;
  readonly version: number;
}
interface Versioned {
  readonly version: number;
}

const tenant = { tenantId: TENANT };
/** Three paragraphs of a section: some 900 characters, 2.7 kB. */
const TEXT = '党委专题研究整改工作，逐项明确责任领导和完成时限。'.repeat(36);
const PDF = new TextEncoder().encode('%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n');

/** A step of a matter: each is measured against the version that is there now. */
const steps = (scene: CostScene, get: OperationId, params: Readonly<Record<string, string>>) => {
  const versionNow = async (principal: Principal): Promise<number> =>
    (await scene.call<Versioned>(get, { principal, params })).version;
  return async (id: OperationId, principal: Principal, body?: unknown, when = ''): Promise<Done> =>
    scene.measure<Done>(id, when, { principal, params, body, ifMatch: await versionNow(principal) });
};

/** Report duties of a batch of forty findings and a notice of it, each to its end (H01–H03, F11). */
export const handleReports = async (scene: CostScene, people: People, batchId: string): Promise<void> => {
  await reportDuty(scene, people);
  await notice(scene, people, batchId);
  await boards(scene, people, batchId);
};

const signedPaper = async (scene: CostScene, principal: Principal, matterId: string): Promise<void> => {
  const { upload } = await scene.call<{
    readonly upload: { readonly url: string; readonly headers: Record<string, string> };
  }>('matterFiles.register', {
    principal,
    params: { ...tenant, matterId },
    body: {
      purpose: 'signed_report',
      fileName: '整改情况报告.pdf',
      size: PDF.length,
      sha256: sha256(PDF),
      contentType: 'application/pdf',
    },
  });
  const { handler } = await import('../../functions/evidence/verify-upload.lambda.ts');
  for (const event of await scene.upload(upload, PDF)) await handler(event);
};

const reportDuty = async (scene: CostScene, { office, inspection }: People): Promise<void> => {
  const { items } = await scene.measure<{ readonly items: readonly { id: string; type: string }[] }>(
    'duties.list',
    'four reports',
    { principal: office, params: tenant },
  );
  const dutyId = items.find(({ type }) => type === 'rectification_report')?.id ?? '';
  const params = { ...tenant, dutyId };
  const step = steps(scene, 'duties.get', params);
  await step('duties.renew', office, undefined, 'batch of 40');
  await step('duties.write', office, { free: { overview: TEXT, next: TEXT } }, '6 kB of text');
  await scene.measure('duties.draft', 'batch of 40', { principal: office, params });
  await scene.measure('duties.export', 'batch of 40', { principal: office, params });
  await signedPaper(scene, office, dutyId);
  await step('duties.submit', office, undefined, 'batch of 40');
  await scene.measure('duties.get', 'handed in', { principal: inspection, params });
  await step('duties.decide', inspection, { outcome: 'accepted' });
  await scene.measure('groupDuties.list', 'none projected yet', { principal: inspection });
};

const notice = async (scene: CostScene, people: People, batchId: string): Promise<void> => {
  const { office, secretary } = people;
  const draft = () =>
    scene.measure<Done>('notices.draft', 'batch of 40, 31 people', {
      principal: office,
      params: tenant,
      body: { batchId, audience: 'internal', title: '巡察整改情况通报' },
    });
  const { id: noticeId } = await draft();
  const params = { ...tenant, noticeId };
  const step = steps(scene, 'notices.get', params);
  const texts = { intro: TEXT, closing: '', contact: '整改办', wordings: {}, leftOut: [] };
  await step('notices.write', office, { title: '巡察整改情况通报', texts }, 'batch of 40, 31 people');
  await scene.measure('notices.preview', 'batch of 40, 31 people', { principal: office, params });
  await step('notices.submit', office, undefined, 'batch of 40, 31 people');
  await step('notices.decide', secretary, { outcome: 'approved' });
  await step('notices.publish', office, { on: '2025-03-03', place: '公开栏' });
  await scene.measure('notices.comment', '', {
    principal: office,
    params,
    body: { text: '建议公布制度修订的内容。', receivedOn: '2025-03-05' },
  });
  const detail = await scene.measure<{ readonly commentList: readonly Done[] }>(
    'notices.get',
    'one comment',
    {
      principal: office,
      params,
    },
  );
  await scene.measure('notices.settle', 'answered', {
    principal: office,
    params: { ...params, commentId: detail.commentList[0]?.id ?? '' },
    body: { answer: '已在公开栏公布。' },
  });
  await scene.measure('notices.export', '', { principal: office, params });
  await step('notices.close', office, { summary: '收到意见1条，已答复。' });
  await scene.measure('notices.list', 'one notice', { principal: office, params: tenant });
  const other = await scene.call<Done>('notices.draft', {
    principal: office,
    params: tenant,
    body: { batchId, audience: 'public', title: '巡察整改情况公开' },
  });
  await scene.measure('notices.withdraw', '', {
    principal: office,
    params: { ...tenant, noticeId: other.id },
    body: { reason: '与上一期重复。' },
    ifMatch: other.version,
  });
};

const boards = async (scene: CostScene, { office }: People, batchId: string): Promise<void> => {
  await scene.measure('boards.get', 'batch of 40', { principal: office, params: tenant, query: { batchId } });
};
