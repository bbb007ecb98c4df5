import { sha256Of } from './sha256-of.ts';

/** Hashes off the main thread, so that the page stays usable while a 5 GB video is read. */
self.onmessage = async (event: MessageEvent<File>) => {
  try {
    const hashes = await sha256Of(event.data, (done) => self.postMessage({ done }));
    self.postMessage({ hashes });
  } catch (error) {
    self.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
};
