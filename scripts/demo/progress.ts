import { createHash } from 'node:crypto';
import type { BodyInputOf, Client, OutputOf } from '@xuncha/contracts';
import { addCalendarMonths, datePartsOf } from '@xuncha/domain';
import type { Place } from './gates.ts';
import { keepMeetings } from './meetings.ts';
import { until } from './waiting.ts';

const TENANT = 'bhcyc';
type Detail = OutputOf<'findings.get'>;

/** Signed-in people of the unit, by login. */
export type ClientOf = (login: string) => Client;

export const findingsByNumber = async (client: Client, tenantId: string): Promise<Map<string, string>> => {
  const { data } = await client.call('findings.list', {
    params: { tenantId },
    query: { limit: 100 },
  });
  return new Map(data.items.map(({ no, id }) => [no, id]));
};

const read = async (client: Client, place: Place): Promise<Detail> =>
  (await client.call('findings.get', { params: { ...place } })).data;

type Member = OutputOf<'members.list'>['items'][number];

/** The people of a unit; asked for once where several findings start together. */
export const membersOf = async (office: Client, tenantId: string): Promise<readonly Member[]> =>
  (await office.call('members.list', { params: { tenantId }, query: { limit: 100 } })).data.items;

/** Acknowledged, responsibility completed with the people of the unit, rectification started. */
export const start = async (
  office: Client,
  params: Place,
  handlerLogin: string,
  known?: readonly Member[],
): Promise<void> => {
  const { tenantId } = params;
  await office.call('findings.acknowledge', { params });
  const members = known ?? (await membersOf(office, tenantId));
  const memberOf = (login: string) => members.find((member) => member.login === login);
  const principal = memberOf(`${tenantId}-secretary`);
  const leader = memberOf(`${tenantId}-leader`);
  const handler = memberOf(handlerLogin);
  const { data, etag } = await office.call('findings.get', { params });
  const { departmentId, departmentName, supportingDepartments } = data.finding.responsibility;
  await office.call('findings.assign', {
    params,
    ifMatch: etag,
    body: {
      principalName: principal?.name,
      principalId: principal?.id,
      leaderName: leader?.name,
      leaderId: leader?.id,
      departmentId,
      departmentName,
      supportingDepartments,
      handlerName: handler?.name,
      handlerId: handler?.id,
    },
  });
  await office.call('findings.start', { params });
};

/** A one-page text file; the demonstration needs bytes of its own for every measure. */
const uploadEvidence = async (
  handler: Client,
  params: Place,
  evidence: {
    readonly measureId: string;
    readonly fileName: string;
    readonly text: string;
    readonly source: string;
    readonly formedOn: string;
  },
): Promise<void> => {
  const content = Buffer.from(evidence.text);
  const { data } = await handler.call('evidence.register', {
    params,
    body: {
      purpose: 'measure',
      measureId: evidence.measureId,
      fileName: evidence.fileName,
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      contentType: 'text/plain',
      source: evidence.source,
      formedOn: evidence.formedOn,
    },
  });
  const answer = await fetch(data.upload.url, { method: 'PUT', headers: data.upload.headers, body: content });
  if (!answer.ok) throw new Error(`the upload of ${evidence.fileName} was answered ${answer.status}`);
  const item = { ...params, evidenceId: data.evidence.id };
  await until(`${evidence.fileName} to be verified`, async () => {
    const { data: seen } = await handler.call('evidence.get', { params: item });
    if (seen.status === 'refused') throw new Error(`${evidence.fileName}: ${seen.refusal?.message}`);
    return seen.status === 'verified' ? true : undefined;
  });
};

/** What the department says when it applies for close-out, and of which day its papers are. */
export interface Application {
  readonly unitName: string;
  readonly source: string;
  readonly formedOn: string;
  readonly body: BodyInputOf<'closeouts.apply'>;
}

/** All measures done with evidence, and the department's head applies: the case waits at its first gate. */
export const bringToCloseout = async (
  place: Place,
  handler: Client,
  head: Client,
  { unitName, source, formedOn, body }: Application,
): Promise<void> => {
  for (const { id, seq, text } of (await read(handler, place)).measures) {
    await uploadEvidence(handler, place, {
      measureId: id,
      fileName: `措施${seq}落实情况说明.txt`,
      text: `${unitName}关于第${seq}条整改措施落实情况的说明\n\n措施：${text}\n落实情况：已按期完成，相关制度和记录留存备查。\n`,
      source,
      formedOn,
    });
    await handler.call('measures.report', {
      params: { ...place, measureId: id },
      body: { progress: 100, result: '已按措施要求完成，资料已归集。' },
    });
  }
  await head.call('closeouts.apply', { params: { ...place }, body });
};

/** Told so many months later than the ledger was written. */
const contractsDone = (months: number): Application => ({
  unitName: '北河采油厂',
  source: '企管法规部',
  formedOn: addCalendarMonths('2024-10-30', months),
  body: {
    result: '11份合同已逐份说明原因并界定责任，合同签订与开工实行联动控制，未再发生事后合同。',
    similarCheck: '对2022年以来的全部合同进行了排查，未发现同类问题。',
    newRules: [
      `北河采油厂合同管理实施细则（${datePartsOf(addCalendarMonths('2024-10-30', months)).year}年修订）`,
    ],
  },
});

/** A question of one department to another, which waits for its answer (F05). */
const askForHelp = async (head: Client, findingId: string): Promise<void> => {
  const { data } = await head.call('tenants.get', { params: { tenantId: TENANT } });
  await head.call('help.ask', {
    params: { tenantId: TENANT, findingId },
    body: {
      target: 'department',
      departmentId: data.departments.find(({ name }) => name === '综合办公室')?.id,
      question: '请提供近两年中心组学习的会议记录，用于核对学习研讨次数。',
    },
  });
};

const at = (findingId: string): Place => ({ tenantId: TENANT, findingId });

/** Moves some of the delivered findings on, so that every desk of the demonstration has something to do. */
export const moveOn = async (clientOf: ClientOf, today: string, months: number): Promise<void> => {
  const office = clientOf('bhcyc-office');
  const ids = await findingsByNumber(office, TENANT);
  const idOf = (no: string): string => {
    const id = ids.get(no);
    if (!id) throw new Error(`the ledger has no finding ${no}`);
    return id;
  };
  const [study, contracts, bidding, forms] = [idOf('1'), idOf('3'), idOf('4'), idOf('5')];
  await start(office, at(study), 'bhcyc-wang');
  const [measure] = (await read(office, at(study))).measures;
  if (measure)
    await clientOf('bhcyc-wang').call('measures.report', {
      params: { tenantId: TENANT, findingId: study, measureId: measure.id },
      body: { progress: 60, result: '制度修订稿已完成，正在征求意见。' },
    });
  await askForHelp(clientOf('bhcyc-dangqun'), study);
  await keepMeetings(clientOf, study, today);
  await start(office, at(contracts), 'bhcyc-zhou');
  await bringToCloseout(
    at(contracts),
    clientOf('bhcyc-zhou'),
    clientOf('bhcyc-qiguan'),
    contractsDone(months),
  );
  await office.call('findings.acknowledge', { params: { tenantId: TENANT, findingId: bidding } });
  await office.call('findings.object', {
    params: { tenantId: TENANT, findingId: forms },
    body: { reason: '其中两类报表由上级单位要求报送，建议调整问题表述。' },
  });
};
