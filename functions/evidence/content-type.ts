import { fileTypeFromBuffer } from 'file-type';

/** What the first bytes of a file say about it. */
export interface ContentType {
  /** Media type by content, `text/plain` for text of any kind, `unknown` for bytes that show nothing. */
  readonly type: string;
  readonly script: boolean;
}

/** First words of files that a machine would run although they are text. */
const SCRIPT_STARTS = ['#!', '<?php', '@echo off', 'windows registry editor'];

/** Recognised kinds of text: their markup doesn't make them anything else than text. */
const TEXT_TYPES = ['application/xml', 'text/calendar', 'text/vcard', 'text/vtt'];

/** Control characters that no text holds; tab, line feed, form feed, carriage return and escape may occur. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: telling text from binary is their purpose
const BINARY = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f\u007f]/;

const ENCODINGS = ['utf-8', 'gb18030'];

const encodingOf = (sample: Uint8Array): readonly string[] => {
  const [first, second] = sample;
  if (first === 0xff && second === 0xfe) return ['utf-16le'];
  if (first === 0xfe && second === 0xff) return ['utf-16be'];
  return ENCODINGS;
};

/** The sample as text, or nothing when it is none in any encoding Chinese offices use. */
const textOf = (sample: Uint8Array): string | undefined => {
  for (const encoding of encodingOf(sample)) {
    try {
      // `stream`: the sample may end in the middle of a character.
      const text = new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true });
      if (!BINARY.test(text)) return text;
    } catch {
      // Not this encoding.
    }
  }
  return undefined;
};

/** Tells a file's type by its content, whatever its name and its sender say (C04). */
export const contentTypeOf = async (sample: Uint8Array): Promise<ContentType> => {
  const detected = (await fileTypeFromBuffer(sample))?.mime;
  const text = !detected || TEXT_TYPES.includes(detected) ? textOf(sample) : undefined;
  if (text === undefined) return { type: detected ?? 'unknown', script: false };
  const start = text.trimStart().slice(0, 40).toLowerCase();
  return { type: 'text/plain', script: SCRIPT_STARTS.some((word) => start.startsWith(word)) };
};
