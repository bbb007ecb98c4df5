import { createHash } from 'node:crypto';
import type { Client } from '@xuncha/contracts';
import type { ClientOf } from './progress.ts';
import { until } from './waiting.ts';

/** One empty page: what a scanner would make of the signed paper stands for itself. */
const SIGNED_PAPER = Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`);

const attachSigned = async (office: Client, tenantId: string, matterId: string): Promise<void> => {
  const { data } = await office.call('matterFiles.register', {
    params: { tenantId, matterId },
    body: {
      purpose: 'signed_report',
      fileName: '整改情况报告（签字盖章）.pdf',
      size: SIGNED_PAPER.length,
      sha256: createHash('sha256').update(SIGNED_PAPER).digest('hex'),
      contentType: 'application/pdf',
    },
  });
  const { url, headers } = data.upload;
  const answer = await fetch(url, { method: 'PUT', headers, body: SIGNED_PAPER });
  if (!answer.ok) throw new Error(`the upload of the signed report was answered ${answer.status}`);
  const params = { tenantId, matterId, fileId: data.file.id };
  await until('the signed report to be verified', async () => {
    const { data: file } = await office.call('matterFiles.get', { params });
    if (file.status === 'refused') throw new Error(`the signed report: ${file.refusal?.message}`);
    return file.status === 'verified' ? true : undefined;
  });
};

/** The report of the first three months: written, signed, handed in on time, and accepted by HQ (H01). */
export const handInReport = async (clientOf: ClientOf, tenantId: string): Promise<void> => {
  const office = clientOf(`${tenantId}-office`);
  const { data: duties } = await office.call('duties.list', { params: { tenantId } });
  const duty = duties.items.find(({ type }) => type === 'rectification_report');
  if (!duty) throw new Error(`${tenantId} owes no report`);
  const params = { tenantId, dutyId: duty.id };
  const etagNow = async (client: Client) => (await client.call('duties.get', { params })).etag;
  await office.call('duties.renew', { params, ifMatch: await etagNow(office) });
  await office.call('duties.write', {
    params,
    ifMatch: await etagNow(office),
    body: {
      free: {
        overview: '公司党委专题研究巡察整改4次，成立由党委书记任组长的整改工作专班，逐条制定措施、明确责任。',
        next: '对未销号问题逐项倒排工期，每半月调度一次；对已销号问题开展回头看，防止反弹。',
      },
      accountability: { reminder: 3, criticism: 2, admonition: 1, organisational: 0, disciplinary: 0 },
    },
  });
  await attachSigned(office, tenantId, duty.id);
  await office.call('duties.submit', { params, ifMatch: await etagNow(office) });
  const inspection = clientOf('hq-inspection');
  await inspection.call('duties.decide', {
    params,
    ifMatch: await etagNow(inspection),
    body: { outcome: 'accepted' },
  });
};

/** What has been put right is made known inside the unit, with one comment that came in (F11). */
export const publishNotice = async (clientOf: ClientOf, tenantId: string, today: string): Promise<void> => {
  const office = clientOf(`${tenantId}-office`);
  const secretary = clientOf(`${tenantId}-secretary`);
  const { data: batches } = await office.call('batches.list', { params: { tenantId } });
  const batchId = batches.items.find(({ status }) => status === 'published')?.id;
  if (!batchId) throw new Error(`${tenantId} has no published batch`);
  const title = '关于巡察反馈问题整改进展情况的公开';
  const { data: notice } = await office.call('notices.draft', {
    params: { tenantId },
    body: { batchId, audience: 'internal', title },
  });
  const params = { tenantId, noticeId: notice.id };
  const etagNow = async (client: Client) => (await client.call('notices.get', { params })).etag;
  const { data } = await office.call('notices.get', { params });
  await office.call('notices.write', {
    params,
    ifMatch: await etagNow(office),
    body: {
      title,
      texts: {
        ...data.texts,
        intro: '根据集团党委巡察工作统一部署，现将巡察反馈问题整改进展情况予以公开。',
        closing: '欢迎广大干部职工对整改落实情况进行监督。',
        contact: '党委办公室，电话 0000-0000000',
      },
    },
  });
  await office.call('notices.submit', { params, ifMatch: await etagNow(office) });
  await secretary.call('notices.decide', {
    params,
    ifMatch: await etagNow(secretary),
    body: { outcome: 'approved' },
  });
  await office.call('notices.publish', {
    params,
    ifMatch: await etagNow(office),
    body: { on: today, place: '公司内网公告栏' },
  });
};
