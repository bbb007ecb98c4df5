import { ProblemError } from '@xuncha/contracts';
import { describe, expect, it, vi } from 'vitest';
import type { EvidenceItem, Upload } from '../api/types.ts';
import { UploadPaused, UploadRefused } from './put-file.ts';
import { overallOf, UploadQueue, type UploadSteps } from './upload-queue.ts';

const UPLOAD: Upload = { url: 'http://files/x', headers: {}, expiresAt: '2025-01-01T00:00:00.000Z' };
const evidence = (id: string, status: EvidenceItem['status'], message?: string): EvidenceItem => ({
  id,
  purpose: 'measure',
  fileName: 'a.pdf',
  size: 3,
  sha256: 'a'.repeat(64),
  contentType: 'application/pdf',
  formedOn: '2025-01-01',
  uploadedBy: 'u',
  uploadedByName: '经办人',
  registeredAt: '2025-01-01T00:00:00.000Z',
  status,
  ...(message ? { refusal: { code: 'type_mismatch', message } } : {}),
});
const file = (name: string) => new File(['abc'], name);

const stepsWith = (over: Partial<UploadSteps> = {}): UploadSteps => ({
  hash: async (_, onProgress) => {
    onProgress(1);
    return { sha256: 'a'.repeat(64), parts: [] };
  },
  register: async (entry) => ({ evidence: evidence(`e-${entry.file.name}`, 'registered'), upload: UPLOAD }),
  refer: async () => undefined,
  renew: async (_, id) => ({ evidence: evidence(id, 'registered'), upload: UPLOAD }),
  send: async (_, __, { onProgress }) => onProgress(0.5),
  abandon: async () => {},
  look: async (_, id) => evidence(id, 'verified'),
  wait: async () => {},
  onSettled: () => {},
  ...over,
});

const PLACE = { findingId: 'f', target: { purpose: 'measure', measureId: 'm' } } as const;
const chosen = (...names: string[]) => names.map((name) => ({ file: file(name), path: name }));
const dated = () => ({ formedOn: '2025-01-01', place: PLACE });

const phases = (queue: UploadQueue) => queue.entries().map(({ phase }) => phase);
const settled = (queue: UploadQueue) =>
  vi.waitFor(() => expect(phases(queue).every((phase) => /verified|refused|failed/.test(phase))).toBe(true));

describe('upload queue', () => {
  it('waits for start, then carries every file to its verified end', async () => {
    const queue = new UploadQueue(stepsWith());
    queue.stage(chosen('a.pdf', 'b.pdf', 'c.pdf'), dated);
    expect(phases(queue)).toEqual(['staged', 'staged', 'staged']);
    queue.start();
    await settled(queue);
    expect(phases(queue)).toEqual(['verified', 'verified', 'verified']);
    expect(queue.entries().map(({ evidenceId }) => evidenceId)).toEqual(['e-a.pdf', 'e-b.pdf', 'e-c.pdf']);
  });

  it('sends at most two files at a time', async () => {
    let now = 0;
    let most = 0;
    const queue = new UploadQueue(
      stepsWith({
        async send() {
          now += 1;
          most = Math.max(most, now);
          await new Promise((resolve) => setTimeout(resolve, 5));
          now -= 1;
        },
      }),
    );
    queue.stage(chosen('a.pdf', 'b.pdf', 'c.pdf', 'd.pdf', 'e.pdf'), dated);
    queue.start();
    await settled(queue);
    expect(most).toBe(2);
  });

  it('registers each file with its own date', async () => {
    const dates: string[] = [];
    const queue = new UploadQueue(
      stepsWith({
        async register(entry) {
          dates.push(entry.formedOn);
          return { evidence: evidence('e', 'registered'), upload: UPLOAD };
        },
      }),
    );
    queue.stage(chosen('a.pdf', 'b.pdf'), dated);
    const [first] = queue.entries();
    queue.setFormedOn(first?.key ?? '', '2024-12-31');
    queue.start();
    await settled(queue);
    expect(dates.sort()).toEqual(['2024-12-31', '2025-01-01']);
  });

  it('lets the others pass when one fails, and repeats only that one under the same registration', async () => {
    let broken = true;
    const arrived = new Set<string>();
    const registered: string[] = [];
    const renewed: string[] = [];
    const queue = new UploadQueue(
      stepsWith({
        async register(entry) {
          registered.push(entry.file.name);
          return { evidence: evidence(`e-${entry.file.name}`, 'registered'), upload: UPLOAD };
        },
        async renew(_, id) {
          renewed.push(id);
          return { evidence: evidence(id, 'registered'), upload: UPLOAD };
        },
        async send({ file: sent }) {
          if (sent.name === 'b.pdf' && broken) throw new UploadRefused(403);
          arrived.add(`e-${sent.name}`);
        },
        look: async (_, id) => evidence(id, arrived.has(id) ? 'verified' : 'registered'),
      }),
    );
    queue.stage(chosen('a.pdf', 'b.pdf'), dated);
    queue.start();
    await settled(queue);
    expect(phases(queue)).toEqual(['verified', 'failed']);
    expect(queue.entries()[1]?.error).toBeInstanceOf(UploadRefused);
    broken = false;
    queue.retry(queue.entries()[1]?.key ?? '');
    await vi.waitFor(() => expect(phases(queue)).toEqual(['verified', 'verified']));
    expect(registered).toEqual(['a.pdf', 'b.pdf']);
    expect(renewed).toEqual(['e-b.pdf']);
  });

  it('puts the right file in the place of a refused one', async () => {
    let looks = 0;
    const renew = vi.fn(stepsWith().renew);
    const queue = new UploadQueue(
      stepsWith({
        renew,
        async look(_, id) {
          looks += 1;
          return evidence(id, looks === 1 ? 'refused' : 'verified');
        },
      }),
    );
    queue.replace('e-b.pdf', { file: file('b.pdf'), path: 'b.pdf' }, dated());
    await settled(queue);
    expect(phases(queue)).toEqual(['verified']);
    expect(renew).toHaveBeenCalledWith(expect.anything(), 'e-b.pdf', 'a'.repeat(64));
  });

  it('does not upload again what has arrived although its answer was lost', async () => {
    let lost = true;
    const send = vi.fn(async () => {});
    const queue = new UploadQueue(
      stepsWith({
        send,
        async look(_, id) {
          if (lost) throw new TypeError('network');
          return evidence(id, 'verified');
        },
      }),
    );
    queue.stage(chosen('a.pdf'), dated);
    queue.start();
    await settled(queue);
    expect(phases(queue)).toEqual(['failed']);
    lost = false;
    queue.retry(queue.entries()[0]?.key ?? '');
    await vi.waitFor(() => expect(phases(queue)).toEqual(['verified']));
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('shows why the server refused the content', async () => {
    const queue = new UploadQueue(
      stepsWith({ look: async (_, id) => evidence(id, 'refused', '文件内容与扩展名“.pdf”不符') }),
    );
    queue.stage(chosen('a.pdf'), dated);
    queue.start();
    await settled(queue);
    expect(queue.entries()[0]).toMatchObject({ phase: 'refused', refusal: '文件内容与扩展名“.pdf”不符' });
  });

  it('polls while the file is only registered and gives up as slow in the end', async () => {
    const look = vi.fn(async (_: unknown, id: string) => evidence(id, 'registered'));
    const queue = new UploadQueue(stepsWith({ look }));
    queue.stage(chosen('a.pdf'), dated);
    queue.start();
    await settled(queue);
    expect(phases(queue)).toEqual(['failed']);
    expect(look.mock.calls.length).toBeGreaterThan(10);
  });

  it('refers to content the unit has already, and sends nothing', async () => {
    const send = vi.fn(async () => {});
    const queue = new UploadQueue(stepsWith({ send, refer: async () => evidence('known', 'verified') }));
    queue.stage(chosen('a.pdf'), dated);
    queue.start();
    await settled(queue);
    expect(queue.entries()[0]).toMatchObject({ phase: 'verified', known: true, evidenceId: 'known' });
    expect(send).not.toHaveBeenCalled();
  });

  const twice = new ProblemError({
    status: 409,
    code: 'evidence_twice',
    detail: '已上传',
    details: { evidenceId: 'twin' },
  });

  it('goes on with an announcement of the same file instead of refusing it', async () => {
    let sent = false;
    const queue = new UploadQueue(
      stepsWith({
        register: async () => {
          throw twice;
        },
        send: async () => {
          sent = true;
        },
        look: async (_, id) => evidence(id, sent ? 'verified' : 'registered'),
      }),
    );
    queue.stage(chosen('a.pdf'), dated);
    queue.start();
    await settled(queue);
    expect(queue.entries()[0]).toMatchObject({ phase: 'verified', evidenceId: 'twin' });
    expect(sent).toBe(true);
  });

  it('pauses while it sends, and goes on under the same announcement without hashing again', async () => {
    const hash = vi.fn(stepsWith().hash);
    let tries = 0;
    const queue = new UploadQueue(
      stepsWith({
        hash,
        look: async (_, id) => evidence(id, tries > 1 ? 'verified' : 'registered'),
        send: (_, __, { signal }) => {
          tries += 1;
          if (tries > 1) return Promise.resolve();
          return new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(new UploadPaused())),
          );
        },
      }),
    );
    queue.stage(chosen('a.pdf'), dated);
    queue.start();
    await vi.waitFor(() => expect(phases(queue)).toEqual(['uploading']));
    queue.pauseAll();
    await vi.waitFor(() => expect(phases(queue)).toEqual(['paused']));
    queue.retry(queue.entries()[0]?.key ?? '');
    await settled(queue);
    expect(phases(queue)).toEqual(['verified']);
    expect(hash).toHaveBeenCalledTimes(1);
  });

  /** Sends until it is stopped. */
  const endless: UploadSteps['send'] = (_, __, { signal, onProgress }) =>
    new Promise((_resolve, reject) => {
      onProgress(0.5);
      signal.addEventListener('abort', () => reject(new UploadPaused()));
    });

  it('pauses those that wait with those that are sent, and all go on together', async () => {
    let open = true;
    const send: UploadSteps['send'] = (...step) => (open ? endless(...step) : Promise.resolve());
    const queue = new UploadQueue(stepsWith({ send }));
    queue.stage(chosen('a.pdf', 'b.pdf', 'c.pdf'), dated);
    queue.start();
    await vi.waitFor(() => expect(phases(queue)).toEqual(['uploading', 'uploading', 'waiting']));
    queue.pauseAll();
    await vi.waitFor(() => expect(phases(queue)).toEqual(['paused', 'paused', 'paused']));
    open = false;
    queue.resumeAll();
    await settled(queue);
    expect(phases(queue)).toEqual(['verified', 'verified', 'verified']);
  });

  it('takes back what a cancelled file announced, and goes on with the next', async () => {
    const abandon = vi.fn(stepsWith().abandon);
    const send: UploadSteps['send'] = (entry, ...rest) =>
      entry.file.name === 'c.pdf' ? Promise.resolve() : endless(entry, ...rest);
    const queue = new UploadQueue(stepsWith({ send, abandon }));
    queue.stage(chosen('a.pdf', 'b.pdf', 'c.pdf'), dated);
    queue.start();
    await vi.waitFor(() => expect(phases(queue)).toEqual(['uploading', 'uploading', 'waiting']));
    queue.cancel(queue.entries()[0]?.key ?? '');
    await vi.waitFor(() => expect(phases(queue)).toEqual(['uploading', 'verified']));
    expect(abandon.mock.calls.map(([entry, id]) => [entry.file.name, id])).toEqual([['a.pdf', 'e-a.pdf']]);
    queue.tidy();
    expect(queue.entries().map(({ file: { name } }) => name)).toEqual(['b.pdf']);
  });

  it('takes back an announcement whose file was cancelled meanwhile', async () => {
    const abandon = vi.fn(stepsWith().abandon);
    const answer = Promise.withResolvers<void>();
    const send = vi.fn(stepsWith().send);
    const register: UploadSteps['register'] = async (...step) => {
      await answer.promise;
      return stepsWith().register(...step);
    };
    const queue = new UploadQueue(stepsWith({ register, abandon, send }));
    queue.stage(chosen('a.pdf'), dated);
    queue.start();
    await vi.waitFor(() => expect(phases(queue)).toEqual(['registering']));
    queue.cancel(queue.entries()[0]?.key ?? '');
    answer.resolve();
    await vi.waitFor(() => expect(abandon).toHaveBeenCalledTimes(1));
    expect(send).not.toHaveBeenCalled();
    expect(queue.entries()).toEqual([]);
  });

  it('never takes back the announcement of the same file that it went on with: somebody else may be sending it', async () => {
    const abandon = vi.fn(stepsWith().abandon);
    const look: UploadSteps['look'] = async (_, id) => evidence(id, 'registered');
    const register: UploadSteps['register'] = () => Promise.reject(twice);
    const queue = new UploadQueue(stepsWith({ register, send: endless, abandon, look }));
    queue.stage(chosen('a.pdf'), dated);
    queue.start();
    await vi.waitFor(() => expect(phases(queue)).toEqual(['uploading']));
    queue.cancel(queue.entries()[0]?.key ?? '');
    expect(queue.entries()).toEqual([]);
    expect(abandon).not.toHaveBeenCalled();
  });

  it('never takes back an announcement that was there before', async () => {
    const abandon = vi.fn(stepsWith().abandon);
    const look: UploadSteps['look'] = async (_, id) => evidence(id, 'registered');
    const queue = new UploadQueue(stepsWith({ send: endless, abandon, look }));
    queue.replace('e-old', { file: file('a.pdf'), path: 'a.pdf' }, dated());
    await vi.waitFor(() => expect(phases(queue)).toEqual(['uploading']));
    queue.cancel(queue.entries()[0]?.key ?? '');
    expect(queue.entries()).toEqual([]);
    expect(abandon).not.toHaveBeenCalled();
  });

  it('says how far all files are together, by their bytes', async () => {
    const queue = new UploadQueue(stepsWith({ send: endless }));
    queue.stage(chosen('a.pdf', 'b.pdf', 'c.pdf', 'd.pdf'), dated);
    expect(overallOf(queue.entries())).toEqual({ files: 0, through: 0, percent: 0 });
    queue.start();
    await vi.waitFor(() => expect(overallOf(queue.entries())).toEqual({ files: 4, through: 0, percent: 25 }));
  });

  it('never removes a file that is on its way', () => {
    const queue = new UploadQueue(stepsWith({ hash: () => new Promise(() => {}) }));
    queue.stage(chosen('a.pdf', 'b.pdf'), dated);
    const [, second] = queue.entries();
    queue.remove(second?.key ?? '');
    queue.start();
    queue.remove(queue.entries()[0]?.key ?? '');
    expect(phases(queue)).toEqual(['hashing']);
  });
});
