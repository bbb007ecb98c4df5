import { createHash } from 'node:crypto';
import type { BodyInputOf, Client, OutputOf } from '@xuncha/contracts';
import { addCalendarDays, type CloseoutProgress, type FindingAggregate, systemScope } from '@xuncha/domain';
import { BATCHES, IMPORTS, loadFinding, readDocument, readTenant } from '@xuncha/store';
import { createGroup } from '../../functions/provisioning/create-group.ts';
import {
  type DemoUnit,
  GROUP_DEPARTMENTS,
  GROUP_NAME,
  GROUP_ROUTING,
} from '../../scripts/demo/organisation.ts';
import { type DemoPerson, GROUP_PEOPLE } from '../../scripts/demo/people.ts';
import { type Bench, until } from './bench.ts';

/** Steps of the product's journeys, each as the person whose work it is. */

export const sha256 = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex');

export interface Place {
  readonly tenantId: string;
  readonly findingId: string;
}

const params = ({ tenantId, findingId }: Place) => ({ tenantId, findingId });

/** The finding as the table has it. */
export const findingOf = async (bench: Bench, place: Place): Promise<FindingAggregate> => {
  const scope = systemScope('schedule', place.tenantId);
  const found = await bench.read((table) => loadFinding(table, scope, place.findingId));
  if (!found) throw new Error(`there is no finding ${place.findingId}`);
  return found;
};

// — group and unit —

/** HQ's tenant with its first administrator: the operator's command, before which nobody can sign in. */
export const foundGroup = async (bench: Bench): Promise<void> => {
  const [{ login, name }] = GROUP_PEOPLE;
  const group = {
    tenantId: bench.hqTenant,
    name: GROUP_NAME,
    departments: GROUP_DEPARTMENTS,
    routing: GROUP_ROUTING,
    admin: { login, name },
  };
  const founded = await bench.read((table) => createGroup(table, group, new Date().toISOString()));
  if (!founded.ok) throw new Error(founded.error.message);
};

export const provision = async (
  bench: Bench,
  unit: DemoUnit,
  admin: { readonly login: string; readonly name: string },
): Promise<void> => {
  await bench.as('hq-admin').call('tenants.provision', {
    body: {
      code: unit.code,
      name: unit.name,
      org: structuredClone(unit.departments) as { name: string }[],
      admin: { login: admin.login, name: admin.name },
    },
  });
  await until(`${unit.code} to become active`, async () => {
    const tenant = await bench.read((table) => readTenant(table, unit.code));
    return tenant?.status === 'active' ? true : undefined;
  });
};

export const addPeople = async (
  admin: Client,
  tenantId: string,
  people: readonly DemoPerson[],
  today: string,
): Promise<void> => {
  const { data: tenant } = await admin.call('tenants.get', { params: { tenantId } });
  for (const { login, name, title, roles, department, scope, validDays } of people) {
    const departmentId = tenant.departments.find((one) => one.name === department)?.id;
    await admin.call('members.add', {
      params: { tenantId },
      body: {
        login,
        name,
        title,
        roles: [...roles],
        departmentId,
        ...(scope ? { scope: { tenants: [...(scope.tenants ?? [])] } } : {}),
        ...(validDays ? { validTo: addCalendarDays(today, validDays) } : {}),
      },
    });
  }
};

// — ledger —

/** Registers and uploads a ledger and waits for its preview. */
export const uploadLedger = async (
  bench: Bench,
  client: Client,
  tenantId: string,
  file: { readonly fileName: string; readonly content: Uint8Array },
): Promise<string> => {
  const { data } = await client.call('imports.register', {
    params: { tenantId },
    body: { fileName: file.fileName, size: file.content.length, sha256: sha256(file.content) },
  });
  const status = await bench.send(data.upload, file.content);
  if (status !== 200) throw new Error(`the ledger's upload was answered ${status}`);
  await importBecomes(bench, tenantId, data.import.id, 'previewed');
  return data.import.id;
};

export const importBecomes = (
  bench: Bench,
  tenantId: string,
  importId: string,
  wanted: 'previewed' | 'committed',
) =>
  until(`the import to be ${wanted}`, async () => {
    const found = await bench.read((table) => readDocument(table, IMPORTS, tenantId, importId));
    if (found?.status === 'failed') throw new Error(`import failed: ${found.problem?.message}`);
    return found?.status === wanted ? found : undefined;
  });

export const commitImport = async (
  bench: Bench,
  client: Client,
  place: { readonly tenantId: string; readonly importId: string },
  body: BodyInputOf<'imports.commit'>,
): Promise<string> => {
  await client.call('imports.commit', { params: place, body });
  const { batchId } = await importBecomes(bench, place.tenantId, place.importId, 'committed');
  if (!batchId) throw new Error('a committed import has a batch');
  return batchId;
};

export const publish = async (
  bench: Bench,
  client: Client,
  place: { readonly tenantId: string; readonly batchId: string },
  feedbackDate: string,
): Promise<void> => {
  await client.call('batches.publish', { params: place, body: { feedbackDate } });
  await until('the publication', async () => {
    const batch = await bench.read((table) => readDocument(table, BATCHES, place.tenantId, place.batchId));
    return batch?.status === 'published' ? true : undefined;
  });
};

/** Findings of a unit by their number in the ledger. */
export const findingsByNumber = async (client: Client, tenantId: string): Promise<Map<string, string>> => {
  const { data } = await client.call('findings.list', { params: { tenantId }, query: { limit: 100 } });
  return new Map(data.items.map(({ no, id }) => [no, id]));
};

// — rectification —

/** Completes the responsibility with members of the unit, keeping the ledger's department. */
export const assign = async (
  bench: Bench,
  place: Place,
  by: {
    readonly office: string;
    readonly secretary: string;
    readonly leader: string;
    readonly handler: string;
  },
): Promise<void> => {
  const office = bench.as(by.office);
  const { data: members } = await office.call('members.list', {
    params: { tenantId: place.tenantId },
    query: { limit: 100 },
  });
  const named = (login: string) => {
    const member = members.items.find((one) => one.login === login);
    if (!member) throw new Error(`${login} is no member`);
    return member;
  };
  const { data, etag } = await office.call('findings.get', { params: params(place) });
  const { departmentId, departmentName, supportingDepartments } = data.finding.responsibility;
  const [principal, leader, handler] = [named(by.secretary), named(by.leader), named(by.handler)];
  await office.call('findings.assign', {
    params: params(place),
    ifMatch: etag,
    body: {
      principalName: principal.name,
      principalId: principal.id,
      leaderName: leader.name,
      leaderId: leader.id,
      departmentId,
      departmentName,
      supportingDepartments,
      handlerName: handler.name,
      handlerId: handler.id,
    },
  });
};

type Evidence = OutputOf<'evidence.get'>;

export const evidenceSettles = (bench: Bench, place: Place, evidenceId: string) =>
  until('the upload to be checked', async () => {
    const { evidence } = await findingOf(bench, place);
    const item = evidence.find(({ id }) => id === evidenceId);
    return item && item.status !== 'registered' ? item : undefined;
  });

export interface FileToUpload {
  readonly fileName: string;
  readonly content: Uint8Array;
  readonly contentType: string;
  readonly formedOn: string;
}

const described = ({ fileName, content, contentType, formedOn }: FileToUpload) => ({
  fileName,
  contentType,
  formedOn,
  size: content.length,
  sha256: sha256(content),
});

/** Registers evidence of a measure, uploads it and waits for the check. */
export const addEvidence = async (
  bench: Bench,
  client: Client,
  place: Place & { readonly measureId: string },
  file: FileToUpload,
): Promise<Pick<Evidence, 'id' | 'status'>> => {
  const { data } = await client.call('evidence.register', {
    params: params(place),
    body: { ...described(file), purpose: 'measure', measureId: place.measureId },
  });
  return await upload(bench, client, place, data, file);
};

/** Registers the minutes of a case, uploads them and waits for the check. */
export const addMinutes = async (
  bench: Bench,
  client: Client,
  place: Place & { readonly caseId: string },
  file: FileToUpload,
): Promise<Pick<Evidence, 'id' | 'status'>> => {
  const { data } = await client.call('minutes.register', {
    params: params(place),
    body: { ...described(file), purpose: 'minutes', caseId: place.caseId },
  });
  return await upload(bench, client, place, data, file);
};

/**
 * Sends the file as the page does: when the connection breaks it asks for a new address and sends again. Whether the
 * broken one got through shows in the state of the item, never in guesses.
 */
const upload = async (
  bench: Bench,
  client: Client,
  place: Place,
  first: OutputOf<'evidence.register'>,
  file: FileToUpload,
) => {
  const evidenceId = first.evidence.id;
  let address = first.upload;
  for (;;) {
    const status = await bench.send(address, file.content);
    if (status === 200) return await evidenceSettles(bench, place, evidenceId);
    const { evidence } = await findingOf(bench, place);
    const item = evidence.find(({ id }) => id === evidenceId);
    if (item && item.status !== 'registered') return item;
    try {
      const renewed = await client.call('evidence.renew', {
        params: { ...params(place), evidenceId },
        body: { size: file.content.length, sha256: sha256(file.content) },
      });
      address = renewed.data.upload;
    } catch (error) {
      if (!(error instanceof Error && Reflect.get(error, 'code') === 'evidence_settled')) throw error;
      return await evidenceSettles(bench, place, evidenceId);
    }
  }
};

export const text = (fileName: string, content: string): FileToUpload => ({
  fileName,
  content: Buffer.from(content),
  contentType: 'text/plain',
  formedOn: '2024-11-20',
});

/** Reports every measure done and gives each a file. */
export const rectify = async (bench: Bench, handler: Client, place: Place): Promise<void> => {
  const { measures } = await findingOf(bench, place);
  for (const { id, seq } of measures) {
    const file = text(`措施${seq}完成情况.txt`, `${place.findingId} 第${seq}条措施已经完成，资料留存备查。`);
    const { status } = await addEvidence(bench, handler, { ...place, measureId: id }, file);
    if (status !== 'verified') throw new Error(`the evidence ended ${status}`);
    await handler.call('measures.report', {
      params: { ...params(place), measureId: id },
      body: { progress: 100, result: '已完成并通过部门检查。' },
    });
  }
};

// — close-out —

export const APPLICATION: BodyInputOf<'closeouts.apply'> = {
  result: '问题已整改到位，制度已修订并执行。',
  similarCheck: '对同类业务逐项排查，未发现类似问题。',
  newRules: ['物资采购管理实施细则'],
};

export const apply = async (client: Client, place: Place): Promise<string> => {
  const { data } = await client.call('closeouts.apply', { params: params(place), body: APPLICATION });
  return data.caseId;
};

type Gate = BodyInputOf<'closeouts.decide'>['gate'];

/** The case at an open gate, with what a decision there must name. */
export const gateOpens = (bench: Bench, place: Place, gate: Gate): Promise<CloseoutProgress> =>
  until(`${gate} to open`, async () => {
    const { closing, state } = (await findingOf(bench, place)).finding;
    if (state !== 'closing') throw new Error(`the finding is ${state} and not in closing`);
    return closing?.gate === gate && closing.status === 'open' ? closing : undefined;
  });

export type Decision = Omit<BodyInputOf<'closeouts.decide'>, 'gate' | 'visit' | 'snapshotHash'>;

/** Waits for the gate and decides there. */
export const decide = async (
  bench: Bench,
  client: Client,
  place: Place,
  gate: Gate,
  decision: Decision,
): Promise<OutputOf<'closeouts.decide'>> => {
  const { caseId, visit, snapshotHash } = await gateOpens(bench, place, gate);
  const { data } = await client.call('closeouts.decide', {
    params: { ...params(place), caseId },
    body: { ...decision, gate, visit, snapshotHash },
  });
  return data;
};

/** Every file of the finding judged sufficient. */
export const allSufficient = async (bench: Bench, place: Place): Promise<Decision> => {
  const { evidence } = await findingOf(bench, place);
  return {
    outcome: 'approve',
    ticks: evidence
      .filter(({ purpose, status }) => purpose === 'measure' && status === 'verified')
      .map(({ id }) => ({ evidenceId: id, verdict: 'sufficient' as const })),
  };
};

/** Uploads the minutes and answers the committee's approval on them. */
export const committeeApproves = async (
  bench: Bench,
  client: Client,
  place: Place,
  today: string,
): Promise<Decision> => {
  const { caseId } = await gateOpens(bench, place, 'party_committee');
  const file = text('党委会会议纪要.txt', `${place.findingId}：会议审议同意销号。`);
  const { id, status } = await addMinutes(bench, client, { ...place, caseId }, file);
  if (status !== 'verified') throw new Error(`the minutes ended ${status}`);
  return {
    outcome: 'approve',
    meeting: {
      date: today,
      agendaItem: '审议巡察反馈问题整改销号事项',
      attendees: ['党委书记', '党委副书记', '总会计师'],
      resolution: '同意提交领导小组销号。',
      minutesId: id,
    },
  };
};

/** Who takes part in the close-out of a finding. */
export interface CloseoutCast {
  readonly head: string;
  readonly checker: string;
  readonly functional: string;
  /** Uploads the minutes; the rectification office's liaison. */
  readonly office: string;
  readonly secretary: string;
  readonly leading: string;
  readonly meetingId: string;
  readonly today: string;
}

/** The whole chain: application and four decisions. Answers the close-out number. */
export const closeOut = async (bench: Bench, place: Place, cast: CloseoutCast): Promise<string> => {
  await apply(bench.as(cast.head), place);
  await gateOpens(bench, place, 'evidence_check');
  await decide(bench, bench.as(cast.checker), place, 'evidence_check', await allSufficient(bench, place));
  await decide(bench, bench.as(cast.functional), place, 'consultation', {
    outcome: 'approve',
    opinion: '同意，建议持续跟踪。',
  });
  const approval = await committeeApproves(bench, bench.as(cast.office), place, cast.today);
  await decide(bench, bench.as(cast.secretary), place, 'party_committee', approval);
  const { closeoutNo } = await decide(bench, bench.as(cast.leading), place, 'leading_group', {
    outcome: 'approve',
    meetingId: cast.meetingId,
  });
  if (!closeoutNo) throw new Error('the last decision gives a close-out number');
  return closeoutNo;
};
