import { ArchiveError } from '../archive-error.ts';

/** Bag declaration of RFC 8493 section 2.1.1. */
export const BAGIT_TXT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

/** A path as it stands in a manifest: line breaks and `%` percent-encoded, nothing else (RFC 8493 2.1.3). */
export function encodeManifestPath(path: string): string {
  return path.replace(/[\r\n%]/g, (char) => (char === '%' ? '%25' : char === '\r' ? '%0D' : '%0A'));
}

/** Reverse of {@link encodeManifestPath}; other `%xx` are left alone, as the RFC asks. */
export function decodeManifestPath(text: string): string {
  return text.replace(/%(0A|0D|25)/gi, (_all, code: string) =>
    code === '25' ? '%' : code.toUpperCase() === '0D' ? '\r' : '\n',
  );
}

/** One manifest line in the spelling `sha256sum -c` reads: hash, two spaces, path. */
export function manifestLine(sha256: string, path: string): string {
  return `${sha256}  ${encodeManifestPath(path)}\n`;
}

/** Labels and values of bag-info.txt (RFC 8493 2.2.2); line breaks in a value become one space. */
export function bagInfoText(info: Readonly<Record<string, string>>): string {
  return Object.entries(info)
    .map(
      ([label, value]) =>
        `${checkedLabel(label)}: ${value.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ').trim()}\n`,
    )
    .join('');
}

function checkedLabel(label: string): string {
  if (/^[^\s:][^:\r\n]*$/.test(label) && !/\s$/.test(label)) return label;
  throw new ArchiveError('bad_info', label, `bag-info 标签不合规：${JSON.stringify(label)}`);
}
