import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { BodyInputOf, Client, OutputOf } from '@xuncha/contracts';
import type { ClientOf } from './progress.ts';

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

/** The workflow opens a gate within moments; a minute means that it never will. */
const PATIENCE_MS = 60_000;

const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`waited ${PATIENCE_MS / 1000} s for ${what}`);
    await pause(50);
  }
};

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
  gate: BodyInputOf<'closeouts.decide'>['gate'],
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

/** The leading group's decision, which closes the finding and gives it its number. */
export const closeAtMeeting = (client: Client, place: Place, meetingId: string): Promise<void> =>
  approve(client, place, 'leading_group', async () => ({ meetingId }));
