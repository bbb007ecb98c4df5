import type { Principal } from '@xuncha/domain';
import { type CostScene, type peopleOf, sha256, TENANT } from './scene.ts';

type People = ReturnType<typeof peopleOf>;
interface Done {
  readonly id: string;
}
interface Registered {
  readonly file: Done;
  readonly upload: { readonly url: string; readonly headers: Record<string, string> };
}

const PDF = new TextEncoder().encode('%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n');
const tenant = { tenantId: TENANT };

/** Papers of a matter and the matters of a finding, which all kinds share: here, an order about one finding. */
export const keepMatters = async (scene: CostScene, people: People): Promise<void> => {
  const { id: findingId } = await scene.finding('rectifying');
  const { id: matterId } = await scene.call<Done>('orders.issue', {
    principal: people.inspection,
    params: tenant,
    body: {
      findingIds: [findingId],
      requirement: '请说明整改滞后的原因、已采取的措施和完成时间。',
      level: 'yellow',
      startRung: 'leader',
    },
  });
  await scene.measure('matters.ofFinding', 'one order', {
    principal: people.office,
    params: { ...tenant, findingId },
  });
  await papers(scene, people.office, matterId);
};

const papers = async (scene: CostScene, principal: Principal, matterId: string): Promise<void> => {
  const register = {
    principal,
    params: { ...tenant, matterId },
    body: {
      purpose: 'reply',
      fileName: '情况说明.pdf',
      size: PDF.length,
      sha256: sha256(PDF),
      contentType: 'application/pdf',
    },
  };
  const { file, upload } = await scene.measure<Registered>('matterFiles.register', 'first file', register);
  const params = { ...tenant, matterId, fileId: file.id };
  const { handler } = await import('../../functions/evidence/verify-upload.lambda.ts');
  const events = await scene.upload(upload, PDF);
  await scene.book.measure('verify-upload', 'paper of a matter, its only one', async () => {
    for (const event of events) await handler(event);
  });
  await scene.measure('matterFiles.get', 'one file', { principal, params });
  await scene.measure('matterFiles.download', 'one file', { principal, params });
  const { file: other } = await scene.call<Registered>('matterFiles.register', register);
  await scene.measure('matterFiles.withdraw', 'two files', {
    principal,
    params: { ...params, fileId: other.id },
    body: { reason: '上传有误，另行上传盖章扫描件。' },
  });
};
