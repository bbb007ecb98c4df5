import { decodeManifestPath } from '../bag/bag-text.ts';
import type { ProblemList } from './problem-list.ts';
import type { MemberContent } from './read-members.ts';

/** The files of a bag by their path below the bag folder, and how to read one as text. */
export interface BagFiles {
  readonly contents: ReadonlyMap<string, MemberContent>;
  text(path: string): Promise<string | undefined>;
}

export interface BagFacts {
  readonly info: ReadonlyMap<string, string>;
  readonly fingerprint: string | undefined;
  readonly payloadFiles: number;
  readonly payloadBytes: number;
  /** Path → SHA-256 of the payload, as the manifest states it. */
  readonly manifest: ReadonlyMap<string, string>;
}

const REQUIRED = ['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt', 'tagmanifest-sha256.txt'];

/** RFC 8493: required files, Payload-Oxum, both manifests, and that nothing is there which they don't name. */
export async function checkBag(files: BagFiles, problems: ProblemList): Promise<BagFacts> {
  for (const path of REQUIRED) {
    if (!files.contents.has(path)) problems.add('bag_structure', path, `缺少 ${path}`);
  }
  const declaration = await files.text('bagit.txt');
  if (
    declaration !== undefined &&
    !/^BagIt-Version: 1\.0\nTag-File-Character-Encoding: UTF-8\n?$/.test(declaration)
  ) {
    problems.add('bag_structure', 'bagit.txt', 'bagit.txt 内容不是 BagIt 1.0 声明');
  }
  const tags = await checkManifest(files, 'tagmanifest-sha256.txt', isTag, problems);
  for (const path of REQUIRED.slice(0, 3)) {
    if (files.contents.has(path) && !tags.has(path)) {
      problems.add('bag_structure', path, `${path} 没有列入 tagmanifest-sha256.txt`);
    }
  }
  const manifest = await checkManifest(files, 'manifest-sha256.txt', isPayload, problems);
  const payload = [...files.contents].filter(([path]) => isPayload(path));
  const payloadBytes = payload.reduce((sum, [, content]) => sum + content.size, 0);
  const info = parseInfo((await files.text('bag-info.txt')) ?? '');
  checkOxum(info.get('Payload-Oxum'), `${payloadBytes}.${payload.length}`, problems);
  const fingerprint = files.contents.get('tagmanifest-sha256.txt')?.sha256;
  return { info, fingerprint, payloadFiles: payload.length, payloadBytes, manifest };
}

function isPayload(path: string): boolean {
  return path.startsWith('data/') && !path.endsWith('/');
}

/** Every file but the payload and the tag manifests. */
function isTag(path: string): boolean {
  return !path.startsWith('data/') && !path.startsWith('tagmanifest-');
}

function checkOxum(stated: string | undefined, found: string, problems: ProblemList): void {
  if (stated === undefined) problems.add('oxum', 'bag-info.txt', 'bag-info.txt 没有 Payload-Oxum');
  else if (stated !== found) {
    problems.add('oxum', 'bag-info.txt', `Payload-Oxum 不符：登记 ${stated}，实际 ${found}（字节数.文件数）`);
  }
}

async function checkManifest(
  files: BagFiles,
  manifestPath: string,
  covers: (path: string) => boolean,
  problems: ProblemList,
): Promise<Map<string, string>> {
  const listed = parseManifest((await files.text(manifestPath)) ?? '', manifestPath, problems);
  for (const [path, sha256] of listed) {
    const content = files.contents.get(path);
    if (!content) problems.add('missing_file', path, `缺少文件：${path}（列在 ${manifestPath} 中）`);
    else if (!covers(path)) problems.add('bag_structure', path, `${manifestPath} 列了不该列的文件：${path}`);
    else if (content.sha256 !== sha256) {
      problems.add('hash_mismatch', path, `文件内容被改动（SHA-256 与 ${manifestPath} 不符）：${path}`);
    }
  }
  for (const path of files.contents.keys()) {
    if (covers(path) && !listed.has(path)) {
      problems.add('extra_file', path, `多出文件：${path}（没有列在 ${manifestPath} 中）`);
    }
  }
  return listed;
}

function parseManifest(text: string, manifestPath: string, problems: ProblemList): Map<string, string> {
  const listed = new Map<string, string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const match = /^([0-9a-f]{64}) {2}(.+)$/.exec(line);
    const path = match?.[2] === undefined ? undefined : decodeManifestPath(match[2]);
    if (match?.[1] === undefined || path === undefined || listed.has(path)) {
      problems.add('bag_structure', manifestPath, `${manifestPath} 第 ${index + 1} 行不合规`);
    } else listed.set(path, match[1]);
  }
  return listed;
}

function parseInfo(text: string): Map<string, string> {
  const info = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(': ');
    if (colon > 0) info.set(line.slice(0, colon), line.slice(colon + 2));
  }
  return info;
}
