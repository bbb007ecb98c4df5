import { canonicalJson, sealText } from '@xuncha/domain/audit/index';
import { ARCHIVE_PATHS, type ArchiveSeals } from '../archive-format.ts';
import { type GeneratedFile, textFile } from './finding-layout.ts';

/** The seals over the findings of a bag: signed digests, the way to each chain, the key, and the time stamp (K06). */
export function sealFiles({ digests, publicKey, pages, stamp }: ArchiveSeals): GeneratedFile[] {
  const tree = Object.fromEntries(
    [...pages].map(([hash, bytes]) => [hash, Buffer.from(bytes).toString('base64')]),
  );
  const [stamped] = digests;
  return [
    textFile(
      `data/${ARCHIVE_PATHS.sealDigests}`,
      digests.map((digest) => `${canonicalJson(digest)}\n`).join(''),
    ),
    textFile(`data/${ARCHIVE_PATHS.sealTree}`, `${canonicalJson(tree)}\n`),
    textFile(`data/${ARCHIVE_PATHS.sealKey}`, publicKey),
    ...(stamp && stamped
      ? [
          { path: `data/${ARCHIVE_PATHS.sealStamp}`, content: stamp },
          textFile(`data/${ARCHIVE_PATHS.stampedText}`, sealText(stamped.digest)),
        ]
      : []),
  ];
}
