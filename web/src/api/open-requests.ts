import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const PREFIX = 'xuncha.open.';

/**
 * Idempotency keys of commands whose answer has not arrived, for this tab: repeating the same command uses the same key,
 * also after a reload, so that the server does it once. Of the request only a hash is kept, never what it says.
 */
export const createOpenRequests = (storageOf: () => Storage) => {
  const nameOf = (request: unknown): string =>
    `${PREFIX}${bytesToHex(sha256(utf8ToBytes(JSON.stringify(request))))}`;
  return {
    keyOf(request: unknown): string {
      const name = nameOf(request);
      const key = storageOf().getItem(name) ?? crypto.randomUUID();
      try {
        storageOf().setItem(name, key);
      } catch {
        // A full storage: only a reload in the midst of sending could then repeat the command.
      }
      return key;
    },
    answered(request: unknown): void {
      storageOf().removeItem(nameOf(request));
    },
    forget(): void {
      for (const name of Object.keys({ ...storageOf() }))
        if (name.startsWith(PREFIX)) storageOf().removeItem(name);
    },
  };
};

export const openRequests = createOpenRequests(() => window.sessionStorage);
