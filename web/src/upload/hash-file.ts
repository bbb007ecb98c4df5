import { type FileHashes, sha256Of } from './sha256-of.ts';

type Message = { done: number } | { hashes: FileHashes } | { error: string };

/** Hashes of a file, in a worker where the browser has them. */
export const hashFile = (file: File, onProgress: (done: number) => void): Promise<FileHashes> => {
  if (typeof Worker === 'undefined') return sha256Of(file, onProgress);
  const worker = new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<FileHashes>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Message>) => {
      if ('done' in data) onProgress(data.done);
      else if ('hashes' in data) resolve(data.hashes);
      else reject(new Error(data.error));
    };
    worker.onerror = () => reject(new Error('hash worker failed'));
    worker.postMessage(file);
  }).finally(() => worker.terminate());
};
