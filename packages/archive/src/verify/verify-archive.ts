import type { BagFacts, BagFiles } from './check-bag.ts';
import { checkBag } from './check-bag.ts';
import type { FindingFacts, RecordedHeads } from './check-findings.ts';
import { checkFindings } from './check-findings.ts';
import { checkSeals, type SealFacts } from './check-seals.ts';
import type { Problem } from './problem-list.ts';
import { ProblemList } from './problem-list.ts';
import type { MemberContent } from './read-members.ts';
import { readMembers, readText } from './read-members.ts';
import { ZipFault, ZipReader } from './zip-reader.ts';

export type { Problem } from './problem-list.ts';

export interface VerifyOptions {
  /** Fingerprint recorded at export (SHA-256 of tagmanifest-sha256.txt). */
  readonly fingerprint?: string;
  /** Heads recorded outside the archive, by id of finding or matter. */
  readonly heads?: RecordedHeads;
  /** Public key of the seals (PEM) from outside the archive. */
  readonly sealKey?: string;
}

export interface VerifyReport {
  readonly ok: boolean;
  /** In the order found. */
  readonly problems: readonly Problem[];
  readonly bag?: BagFacts;
  readonly findings?: Omit<FindingFacts, 'chains'>;
  /** Absent in an archive without seals. */
  readonly seals?: SealFacts;
}

/**
 * Verifies an archive without the system it came from (K06): ZIP records and CRC-32, BagIt structure, Payload-Oxum,
 * manifests, completeness, then audit chain, snapshot and files of every finding and matter, and the chains against the
 * seals.
 */
export async function verifyArchive(path: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  const problems = new ProblemList();
  const zip = await ZipReader.open(path);
  try {
    const facts = await checkArchive(zip, options, problems);
    return { ok: problems.items.length === 0, problems: problems.items, ...facts };
  } catch (error) {
    if (!(error instanceof ZipFault)) throw error;
    problems.add('not_zip', error.subject, error.message);
    return { ok: false, problems: problems.items };
  } finally {
    await zip.close();
  }
}

async function checkArchive(
  zip: ZipReader,
  options: VerifyOptions,
  problems: ProblemList,
): Promise<Pick<VerifyReport, 'bag' | 'findings' | 'seals'> | undefined> {
  const directory = await zip.directory();
  const members = await readMembers(zip, directory, problems);
  // With entries unread, every later check would only repeat the first problem.
  if (members.size < directory.members.length) return undefined;
  const contents = belowBagFolder(members, problems);
  if (!contents) return undefined;
  const files: BagFiles = {
    contents,
    async text(path) {
      const content = contents.get(path);
      return content ? await readText(zip, content) : undefined;
    },
  };
  const bag = await checkBag(files, problems);
  if (options.fingerprint !== undefined && bag.fingerprint !== options.fingerprint.toLowerCase()) {
    problems.add('fingerprint', 'tagmanifest-sha256.txt', '档案指纹与系统登记的不符：这不是当时导出的那一份');
  }
  const { chains, ...findings } = await checkFindings(files, options.heads, problems);
  const seals = await checkSeals(files, chains, options.sealKey, problems);
  return { bag, findings, ...(seals ? { seals } : {}) };
}

/** Cuts the one top folder off all paths. */
function belowBagFolder(
  members: ReadonlyMap<string, MemberContent>,
  problems: ProblemList,
): Map<string, MemberContent> | undefined {
  const [first] = members.keys();
  const top = first?.slice(0, first.indexOf('/') + 1);
  if (!top) {
    problems.add('bag_structure', 'ZIP', '档案中没有档案文件夹');
    return undefined;
  }
  const contents = new Map<string, MemberContent>();
  for (const [path, content] of members) {
    const below = path.slice(top.length);
    if (!path.startsWith(top) || isUnsafe(below)) {
      problems.add('bag_structure', path, `档案文件夹之外或不安全的路径：${path}`);
      return undefined;
    }
    contents.set(below, content);
  }
  return contents;
}

function isUnsafe(path: string): boolean {
  return path.includes('\\') || path.split('/').some((part) => part === '..' || part === '.');
}
