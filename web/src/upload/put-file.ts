import type { Upload } from '../api/types.ts';

/** The file server answered, and refused. */
export class UploadRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`upload answered ${status}`);
    this.name = 'UploadRefused';
    this.status = status;
  }
}

/** Sends the bytes to the presigned address with exactly its headers. XHR, because fetch reports no upload progress. */
export const putFile = (file: Blob, upload: Upload, onProgress: (done: number) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', upload.url);
    for (const [name, value] of Object.entries(upload.headers)) {
      // Browsers set these two themselves and refuse to be told.
      if (!/^(content-length|host)$/i.test(name)) request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    };
    request.onload = () =>
      request.status >= 200 && request.status < 300 ? resolve() : reject(new UploadRefused(request.status));
    request.onerror = () => reject(new TypeError('upload interrupted'));
    request.onabort = () => reject(new TypeError('upload aborted'));
    request.send(file);
  });
