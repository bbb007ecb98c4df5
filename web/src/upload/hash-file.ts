import { sha256Of } from './sha256-of.ts';

type Message = { done: number } | { sha256: string } | { error: string };

/** SHA-256 (lower-case hex) of a file, in a worker where the browser has them. */
export const hashFile = (file: File, onProgress: (done: number) => void): Promise<string> => {
  if (typeof Worker === 'undefined') return sha256Of(file, onProgress);
  const worker = new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<string>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Message>) => {
      if ('done' in data) onProgress(data.done);
      else if ('sha256' in data) resolve(data.sha256);
      else reject(new Error(data.error));
    };
    worker.onerror = () => reject(new Error('hash worker failed'));
    worker.postMessage(file);
  }).finally(() => worker.terminate());
};
