import type { EvidenceItem, Upload } from '../api/types.ts';

/** What happens to one chosen file, in order; `failed` and `refused` can be tried again. */
export type UploadPhase =
  | 'staged'
  | 'waiting'
  | 'hashing'
  | 'registering'
  | 'uploading'
  | 'verifying'
  | 'verified'
  | 'refused'
  | 'failed';

export interface UploadEntry {
  readonly key: string;
  readonly file: File;
  readonly formedOn: string;
  readonly phase: UploadPhase;
  /** 0–1 within hashing and uploading. */
  readonly done: number;
  readonly evidenceId?: string;
  /** Why the server refused the content. */
  readonly refusal?: string;
  /** Why it failed: the problem or network error as thrown. */
  readonly error?: unknown;
}

export interface UploadSteps {
  readonly hash: (file: File, onProgress: (done: number) => void) => Promise<string>;
  readonly register: (
    entry: UploadEntry,
    sha256: string,
  ) => Promise<{ readonly evidence: EvidenceItem; readonly upload: Upload }>;
  /** New address for an announcement whose upload failed or was refused. */
  readonly renew: (
    evidenceId: string,
    file: File,
    sha256: string,
  ) => Promise<{ readonly evidence: EvidenceItem; readonly upload: Upload }>;
  readonly put: (file: File, upload: Upload, onProgress: (done: number) => void) => Promise<void>;
  readonly look: (evidenceId: string) => Promise<EvidenceItem>;
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
export const canRetry = ({ phase }: UploadEntry): boolean => phase === 'failed' || phase === 'refused';

/** Carries files one by one through hash → register → PUT → verification; each on its own, so one failure stops no other. */
export class UploadQueue {
  #entries: readonly UploadEntry[] = [];
  #listeners = new Set<() => void>();
  #counter = 0;
  #steps: UploadSteps;

  constructor(steps: UploadSteps) {
    this.#steps = steps;
  }

  readonly entries = (): readonly UploadEntry[] => this.#entries;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Puts files on the list without starting, so that their dates can be corrected first. */
  stage(files: readonly File[], formedOn: string): void {
    const fresh = files.map((file): UploadEntry => {
      this.#counter += 1;
      return { key: String(this.#counter), file, formedOn, phase: 'staged', done: 0 };
    });
    this.#replace([...this.#entries, ...fresh]);
  }

  /** Puts the right file in the place of one that the server refused earlier, and starts. */
  replace(evidenceId: string, file: File, formedOn: string): void {
    this.#counter += 1;
    this.#replace([
      ...this.#entries,
      { key: String(this.#counter), file, formedOn, phase: 'waiting', done: 0, evidenceId },
    ]);
    this.#pump();
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
      if (entry.evidenceId && (await this.#steps.look(entry.evidenceId)).status === 'verified') {
        this.#change(key, { phase: 'verified', done: 1 });
        return;
      }
      const sha256 = await this.#steps.hash(file, (done) => this.#change(key, { done }));
      this.#change(key, { phase: 'registering', done: 1 });
      const { evidence, upload } = entry.evidenceId
        ? await this.#steps.renew(entry.evidenceId, file, sha256)
        : await this.#steps.register(entry, sha256);
      this.#change(key, { phase: 'uploading', done: 0, evidenceId: evidence.id });
      await this.#steps.put(file, upload, (done) => this.#change(key, { done }));
      this.#change(key, { phase: 'verifying', done: 1 });
      await this.#verify(key, evidence.id);
    } catch (error) {
      this.#change(key, { phase: 'failed', error });
    } finally {
      this.#steps.onSettled();
    }
  }

  async #verify(key: string, evidenceId: string): Promise<void> {
    for (const delay of LOOK_DELAYS_MS) {
      await this.#steps.wait(delay);
      const item = await this.#steps.look(evidenceId);
      if (item.status === 'registered') continue;
      if (item.status === 'verified') this.#change(key, { phase: 'verified' });
      else this.#change(key, { phase: 'refused', refusal: item.refusal?.message ?? item.withdrawnReason });
      return;
    }
    throw new VerificationSlow();
  }
}
