import { ProblemError } from '@xuncha/contracts';
import type { EvidenceItem, Upload } from '../api/types.ts';
import { told } from '../i18n/server-words.ts';
import type { ChosenFile } from './dropped-files.ts';
import { UploadPaused } from './put-file.ts';
import type { FileHashes } from './sha256-of.ts';

/** What happens to one chosen file, in order; `paused`, `failed` and `refused` can be gone on with. */
export type UploadPhase =
  | 'staged'
  | 'waiting'
  | 'hashing'
  | 'registering'
  | 'uploading'
  | 'verifying'
  | 'verified'
  | 'paused'
  | 'refused'
  | 'failed';

/** What a file is for: a measure of the finding, or the minutes of its running case. */
export type UploadTarget =
  | {
      readonly purpose: 'measure';
      readonly measureId: string;
      readonly source?: string;
      /** The verified item this file is a newer version of. */
      readonly replaces?: string;
    }
  | { readonly purpose: 'minutes'; readonly caseId: string };

export interface UploadPlace {
  readonly findingId: string;
  readonly target: UploadTarget;
}

/** What the form or the index sheet says about a file. */
export interface UploadFields {
  readonly formedOn: string;
  readonly title?: string;
  readonly takenBy?: string;
  readonly source?: string;
  /** Shown beside the name: what the file is for, where a list holds files of many findings. */
  readonly note?: string;
}

export interface UploadEntry extends UploadFields {
  readonly key: string;
  readonly file: File;
  readonly handle?: FileSystemFileHandle;
  readonly place: UploadPlace;
  readonly phase: UploadPhase;
  /** 0–1 within hashing and uploading. */
  readonly done: number;
  /** The network is gone, and the upload waits for it. */
  readonly offline?: boolean;
  readonly hashes?: FileHashes;
  readonly evidenceId?: string;
  /** Announced by this very upload: whoever cancels it takes the announcement back. */
  readonly announced?: true;
  /** The unit had this content already: nothing was sent. */
  readonly known?: true;
  /** Why the server refused the content. */
  readonly refusal?: string;
  /** Why it failed: the problem or network error as thrown. */
  readonly error?: unknown;
}

interface Announced {
  readonly evidence: EvidenceItem;
  /** Address for one request; a file in parts asks for its addresses as it goes. */
  readonly upload?: Upload;
}

/** `fresh`: nobody had announced it before. */
type AnnouncedNow = Announced & { readonly fresh?: true };

export interface UploadProgress {
  readonly signal: AbortSignal;
  /** 0–1. */
  readonly onProgress: (done: number) => void;
  readonly onWaiting: (waiting: boolean) => void;
}

export interface UploadSteps {
  readonly hash: (file: File, onProgress: (done: number) => void) => Promise<FileHashes>;
  /** Refers to content the unit has already; nothing when it has to be sent. */
  readonly refer: (entry: UploadEntry, sha256: string) => Promise<EvidenceItem | undefined>;
  readonly register: (entry: UploadEntry, sha256: string) => Promise<Announced>;
  /** New address for an announcement whose upload failed or was refused. */
  readonly renew: (entry: UploadEntry, evidenceId: string, sha256: string) => Promise<Announced>;
  readonly send: (entry: UploadEntry, announced: Announced, progress: UploadProgress) => Promise<void>;
  /** Takes the announcement of a cancelled upload back, so that nobody waits for its file. */
  readonly abandon: (entry: UploadEntry, evidenceId: string) => Promise<void>;
  readonly look: (entry: UploadEntry, evidenceId: string) => Promise<EvidenceItem>;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Called whenever the server's list of material has changed. */
  readonly onSettled: () => void;
}

/** Two at a time: more would share the same line and make every bar crawl. */
const PARALLEL = 2;
/** First looks come quickly (small files verify within a second), later ones spare the server: about 2 minutes. */
const LOOK_DELAYS_MS = [300, 500, 800, ...Array.from({ length: 60 }, () => 2_000)];

/** Verification takes longer than anybody should wait at the screen. */
export class VerificationSlow extends Error {}

const RUNNING: readonly UploadPhase[] = ['hashing', 'registering', 'uploading', 'verifying'];
export const isRunning = ({ phase }: UploadEntry): boolean => RUNNING.includes(phase) || phase === 'waiting';
export const canRetry = ({ phase }: UploadEntry): boolean =>
  phase === 'failed' || phase === 'refused' || phase === 'paused';
export const canPause = ({ phase }: UploadEntry): boolean => phase === 'uploading' || phase === 'waiting';
/** What the server has received is settled there. */
export const canCancel = (entry: UploadEntry): boolean =>
  (isRunning(entry) && entry.phase !== 'verifying') || canRetry(entry);

/** All files that were started together: how many are through, and the share of their bytes. */
export const overallOf = (entries: readonly UploadEntry[]) => {
  const started = entries.filter(({ phase }) => phase !== 'staged');
  // An empty file is a file as well.
  const weightOf = ({ file }: UploadEntry): number => Math.max(1, file.size);
  const shareOf = ({ phase, done }: UploadEntry): number => {
    if (phase === 'verified' || phase === 'verifying') return 1;
    return phase === 'uploading' || phase === 'paused' ? done : 0;
  };
  const total = started.reduce((sum, entry) => sum + weightOf(entry), 0);
  const sent = started.reduce((sum, entry) => sum + weightOf(entry) * shareOf(entry), 0);
  return {
    files: started.length,
    through: started.filter(({ phase }) => phase === 'verified').length,
    percent: total === 0 ? 0 : (100 * sent) / total,
  };
};

/** The server knows this very file as announced for the measure: the announcement to go on with. */
const twinOf = (error: unknown): string | undefined => {
  if (!(error instanceof ProblemError) || error.code !== 'evidence_twice') return undefined;
  const { details } = error;
  return typeof details === 'object' && details !== null && 'evidenceId' in details
    ? String(details.evidenceId)
    : undefined;
};

/** Carries files one by one through hash → register → PUT → verification; each on its own, so one failure stops no other. */
export class UploadQueue {
  #entries: readonly UploadEntry[] = [];
  #listeners = new Set<() => void>();
  #counter = 0;
  #steps: UploadSteps;
  #running = new Map<string, AbortController>();

  constructor(steps: UploadSteps) {
    this.#steps = steps;
  }

  readonly entries = (): readonly UploadEntry[] => this.#entries;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Puts files on the list without starting, so that their dates can be corrected first. */
  stage(
    files: readonly ChosenFile[],
    fieldsOf: (file: ChosenFile) => UploadFields & { place: UploadPlace },
  ): void {
    const fresh = files.map(
      (chosen): UploadEntry => ({ ...this.#fresh(chosen), ...fieldsOf(chosen), phase: 'staged' }),
    );
    this.#replace([...this.#entries, ...fresh]);
  }

  /** Sends the file for an announcement that the server refused earlier, or never received. */
  replace(
    evidenceId: string,
    chosen: ChosenFile,
    fields: UploadFields & { readonly place: UploadPlace },
  ): void {
    this.#replace([...this.#entries, { ...this.#fresh(chosen), ...fields, phase: 'waiting', evidenceId }]);
    this.#pump();
  }

  #fresh({ file, handle }: ChosenFile) {
    this.#counter += 1;
    return { key: String(this.#counter), file, done: 0, ...(handle ? { handle } : {}) };
  }

  setFormedOn(key: string, formedOn: string): void {
    this.#change(key, { formedOn });
  }

  remove(key: string): void {
    this.#replace(this.#entries.filter((entry) => entry.key !== key || isRunning(entry)));
  }

  start(): void {
    this.#replace(
      this.#entries.map((entry) => (entry.phase === 'staged' ? { ...entry, phase: 'waiting' } : entry)),
    );
    this.#pump();
  }

  retry(key: string): void {
    const entry = this.#find(key);
    if (!entry || !canRetry(entry)) return;
    this.#change(key, { phase: 'waiting', done: 0, refusal: undefined, error: undefined });
    this.#pump();
  }

  /** Stops sending; what has arrived stays, and `retry` goes on from there. */
  pause(key: string): void {
    if (this.#find(key)?.phase === 'waiting') this.#change(key, { phase: 'paused' });
    else this.#running.get(key)?.abort();
  }

  resumeAll(): void {
    for (const { key, phase } of this.#entries) if (phase === 'paused') this.retry(key);
  }

  /** Takes a file off the list for good; what it announced is withdrawn. */
  cancel(key: string): void {
    const entry = this.#find(key);
    if (!entry || !canCancel(entry)) return;
    this.#replace(this.#entries.filter((one) => one !== entry));
    this.#running.get(key)?.abort();
    if (entry.announced && entry.evidenceId) void this.#abandon(entry, entry.evidenceId);
    this.#pump();
  }

  /** What is left on record when this fails can be withdrawn in the list of material. */
  async #abandon(entry: UploadEntry, evidenceId: string): Promise<void> {
    await this.#steps.abandon(entry, evidenceId).catch(() => undefined);
    this.#steps.onSettled();
  }

  /** What is through leaves the list when somebody comes back to it. */
  tidy(): void {
    this.#replace(this.#entries.filter(({ phase }) => phase !== 'verified'));
  }

  pauseAll(): void {
    // Those that wait first: else the end of one would start the next.
    const both = ['waiting', 'uploading'] as const;
    for (const phase of both)
      for (const entry of this.#entries) if (entry.phase === phase) this.pause(entry.key);
  }

  #find(key: string): UploadEntry | undefined {
    return this.#entries.find((entry) => entry.key === key);
  }

  #replace(entries: readonly UploadEntry[]): void {
    this.#entries = entries;
    for (const listener of this.#listeners) listener();
  }

  #change(key: string, change: Partial<UploadEntry>): void {
    this.#replace(this.#entries.map((entry) => (entry.key === key ? { ...entry, ...change } : entry)));
  }

  #pump(): void {
    let running = this.#entries.filter(({ phase }) => RUNNING.includes(phase)).length;
    for (const entry of this.#entries) {
      if (running >= PARALLEL) return;
      if (entry.phase !== 'waiting') continue;
      running += 1;
      this.#change(entry.key, { phase: 'hashing', done: 0 });
      void this.#carry(entry).finally(() => this.#pump());
    }
  }

  async #carry(entry: UploadEntry): Promise<void> {
    const { key, file } = entry;
    try {
      // The former attempt may have arrived although its answer was lost.
      if (entry.evidenceId && (await this.#steps.look(entry, entry.evidenceId)).status === 'verified') {
        this.#change(key, { phase: 'verified', done: 1 });
        return;
      }
      const hashes = entry.hashes ?? (await this.#steps.hash(file, (done) => this.#change(key, { done })));
      if (!this.#find(key)) return;
      this.#change(key, { phase: 'registering', done: 1, hashes });
      const announced = await this.#announce({ ...entry, hashes }, hashes.sha256);
      if (!announced) return;
      if (!this.#find(key)) {
        // Cancelled while it was being announced.
        if (announced.fresh) await this.#abandon(entry, announced.evidence.id);
        return;
      }
      if (announced.fresh) this.#change(key, { announced: true });
      await this.#send({ ...entry, hashes }, announced);
      this.#change(key, { phase: 'verifying', done: 1 });
      await this.#verify(entry, announced.evidence.id);
    } catch (error) {
      this.#change(key, error instanceof UploadPaused ? { phase: 'paused' } : { phase: 'failed', error });
    } finally {
      this.#running.delete(key);
      this.#change(key, { offline: undefined });
      this.#steps.onSettled();
    }
  }

  /** The announcement to send for; nothing when the unit has the content already. */
  async #announce(entry: UploadEntry, sha256: string): Promise<AnnouncedNow | undefined> {
    const { key } = entry;
    if (entry.evidenceId) return this.#steps.renew(entry, entry.evidenceId, sha256);
    try {
      const referred = await this.#steps.refer(entry, sha256);
      if (!referred) return { ...(await this.#steps.register(entry, sha256)), fresh: true };
      this.#change(key, { phase: 'verified', done: 1, evidenceId: referred.id, known: true });
      return undefined;
    } catch (error) {
      const twin = twinOf(error);
      if (!twin) throw error;
      const item = await this.#steps.look(entry, twin);
      this.#change(key, { evidenceId: twin });
      if (item.status !== 'verified') return this.#steps.renew(entry, twin, sha256);
      this.#change(key, { phase: 'verified', done: 1, known: true });
      return undefined;
    }
  }

  async #send(entry: UploadEntry, announced: Announced): Promise<void> {
    const { key } = entry;
    const control = new AbortController();
    this.#running.set(key, control);
    this.#change(key, { phase: 'uploading', done: 0, evidenceId: announced.evidence.id });
    await this.#steps.send({ ...entry, evidenceId: announced.evidence.id }, announced, {
      signal: control.signal,
      onProgress: (done) => this.#change(key, { done }),
      onWaiting: (offline) => this.#change(key, { offline: offline || undefined }),
    });
  }

  async #verify(entry: UploadEntry, evidenceId: string): Promise<void> {
    const { key } = entry;
    for (const delay of LOOK_DELAYS_MS) {
      await this.#steps.wait(delay);
      const item = await this.#steps.look(entry, evidenceId);
      if (item.status === 'registered') continue;
      if (item.status === 'verified') this.#change(key, { phase: 'verified' });
      else
        this.#change(key, {
          phase: 'refused',
          refusal: item.refusal ? told(item.refusal) : item.withdrawnReason,
        });
      return;
    }
    throw new VerificationSlow();
  }
}
