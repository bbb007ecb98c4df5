/** The file server answered, and refused. */
export class UploadRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`upload answered ${status}`);
    this.name = 'UploadRefused';
    this.status = status;
  }
}

/** The person paused, or closed what was uploading. */
export class UploadPaused extends Error {}

export interface PutOptions {
  readonly onProgress: (sentBytes: number) => void;
  readonly signal?: AbortSignal;
}

/** Sends bytes to a presigned address with exactly its headers. XHR, because fetch reports no upload progress. */
export const putFile = (
  body: Blob,
  address: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  { onProgress, signal }: PutOptions,
): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new UploadPaused());
    const request = new XMLHttpRequest();
    request.open('PUT', address.url);
    for (const [name, value] of Object.entries(address.headers)) {
      // Browsers set these two themselves and refuse to be told.
      if (!/^(content-length|host)$/i.test(name)) request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () =>
      request.status >= 200 && request.status < 300 ? resolve() : reject(new UploadRefused(request.status));
    request.onerror = () => reject(new TypeError('upload interrupted'));
    request.onabort = () => reject(new UploadPaused());
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(body);
  });
