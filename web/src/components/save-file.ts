/** A file that came inside an answer, handed to the browser as a download. */
export const saveFile = ({
  fileName,
  contentType,
  base64,
}: {
  readonly fileName: string;
  readonly contentType: string;
  readonly base64: string;
}): void => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: contentType }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = fileName;
  anchor.click();
  // The download has begun with the click; a minute later nobody needs the address.
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
