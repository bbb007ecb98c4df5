import { EVIDENCE_TYPES, extensionOf, MAX_EVIDENCE_BYTES } from '@xuncha/domain';

/** Value of a file field's `accept`: the extensions that may be evidence. */
export const EVIDENCE_ACCEPT = Object.keys(EVIDENCE_TYPES)
  .map((extension) => `.${extension}`)
  .join(',');

export type FileObjection = 'typeRefused' | 'tooLarge' | 'empty';

/** Says at once what the server would refuse, before anybody waits for an upload. */
export const objectionTo = (file: Pick<File, 'name' | 'size'>): FileObjection | undefined => {
  if (!(extensionOf(file.name) in EVIDENCE_TYPES)) return 'typeRefused';
  if (file.size === 0) return 'empty';
  if (file.size > MAX_EVIDENCE_BYTES) return 'tooLarge';
  return undefined;
};
