import { createHash } from 'node:crypto';
import type { BodyInputOf, Client, OutputOf } from '@xuncha/contracts';
import type { ClientOf } from './progress.ts';
import { until } from './waiting.ts';

type Detail = OutputOf<'findings.get'>;
type Case = Detail['cases'][number];
type Decision = Omit<BodyInputOf<'closeouts.decide'>, 'gate' | 'visit' | 'snapshotHash'>;

export interface Place {
  readonly tenantId: string;
  readonly findingId: string;
}

/** Who decides the three gates before the leading group's meeting, by login. */
export interface Deciders {
  readonly checker: string;
  readonly consultant: string;
  readonly secretary: string;
}

const read = async (client: Client, place: Place): Promise<Detail> =>
  (await client.call('findings.get', { params: { ...place } })).data;

const openCase = (client: Client, place: Place, gate: Case['gate']): Promise<Case> =>
  until(`the gate ${gate}`, async () =>
    (await read(client, place)).cases.find(
      (each) => each.status === 'running' && each.gate === gate && each.gateStatus === 'open',
    ),
  );

const approve = async (
  client: Client,
  place: Place,
  gate: 'evidence_check' | 'consultation' | 'party_committee',
  decisionOf: (running: Case) => Promise<Omit<Decision, 'outcome'>>,
): Promise<void> => {
  const running = await openCase(client, place, gate);
  const decision = await decisionOf(running);
  await client.call('closeouts.decide', {
    params: { ...place, caseId: running.id },
    body: {
      gate,
      visit: running.visit ?? 1,
      snapshotHash: running.snapshotHash,
      outcome: 'approve',
      ...decision,
    },
  });
};

const uploadMinutes = async (
  client: Client,
  place: Place,
  caseId: string,
  heldOn: string,
): Promise<string> => {
  const content = Buffer.from('党委会会议纪要\n\n会议听取了整改情况汇报，同意提请集团领导小组销号。\n');
  const { data } = await client.call('minutes.register', {
    params: { ...place },
    body: {
      purpose: 'minutes',
      caseId,
      fileName: '党委会会议纪要.txt',
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      contentType: 'text/plain',
      formedOn: heldOn,
    },
  });
  const answer = await fetch(data.upload.url, { method: 'PUT', headers: data.upload.headers, body: content });
  if (!answer.ok) throw new Error(`the upload of the minutes was answered ${answer.status}`);
  const params = { ...place, evidenceId: data.evidence.id };
  await until('the minutes to be verified', async () => {
    const { data: seen } = await client.call('evidence.get', { params });
    return seen.status === 'verified' ? true : undefined;
  });
  return data.evidence.id;
};

/** Carries an applied case through evidence check and consultation: it waits for the party committee. */
export const bringToCommittee = async (
  clientOf: ClientOf,
  place: Place,
  deciders: Omit<Deciders, 'secretary'>,
): Promise<void> => {
  const checker = clientOf(deciders.checker);
  await approve(checker, place, 'evidence_check', async () => ({
    ticks: (await read(checker, place)).evidence
      .filter(({ purpose, status }) => purpose === 'measure' && status === 'verified')
      .map(({ id }) => ({ evidenceId: id, verdict: 'sufficient' as const })),
  }));
  await approve(clientOf(deciders.consultant), place, 'consultation', async () => ({
    opinion: '整改措施已落实，佐证材料齐全，同意销号。',
  }));
  await openCase(checker, place, 'party_committee');
};

/**
 * Carries an applied case through evidence check, consultation and party committee, which met on this day: it waits for
 * the leading group's meeting.
 */
export const bringToMeeting = async (
  clientOf: ClientOf,
  place: Place,
  deciders: Deciders,
  heldOn = '2024-11-12',
): Promise<void> => {
  await bringToCommittee(clientOf, place, deciders);
  const secretary = clientOf(deciders.secretary);
  await approve(secretary, place, 'party_committee', async ({ id }) => ({
    meeting: {
      date: heldOn,
      agendaItem: '审议巡察反馈问题整改销号事项',
      attendees: ['党委委员'],
      resolution: '同意提请集团领导小组销号。',
      minutesId: await uploadMinutes(secretary, place, id, heldOn),
    },
  }));
  await openCase(secretary, place, 'leading_group');
};

/** The leading group's meeting closes these findings of one unit, and gives each its number. */
export const closeAtMeeting = async (
  client: Client,
  places: readonly Place[],
  meetingId: string,
): Promise<void> => {
  const cases = await Promise.all(places.map((place) => openCase(client, place, 'leading_group')));
  for (const tenantId of new Set(places.map((place) => place.tenantId))) {
    const decisions = places.flatMap(({ findingId, ...place }, index) => {
      const { id: caseId = '', visit = 1, snapshotHash = '' } = cases[index] ?? {};
      return place.tenantId === tenantId
        ? [{ findingId, caseId, visit, snapshotHash, outcome: 'approve' as const }]
        : [];
    });
    const { data } = await client.call('meetings.decide', {
      params: { tenantId, meetingId },
      body: { decisions },
    });
    const refused = data.results.find(({ ok }) => !ok);
    if (refused) throw new Error(refused.problem?.detail);
  }
};
