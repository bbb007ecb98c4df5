import { ARCHIVE_PATHS } from '../archive-format.ts';
import type { ExportStamp } from './export-stamp.ts';
import { watermark } from './export-stamp.ts';

/** VERIFY.md: how anybody checks the archive with ordinary tools, without access to the system (K06). */
export function verifyGuide(stamp: ExportStamp, verifierSha256: string): string {
  return `${chinese(stamp, verifierSha256)}\n---\n\n${english(stamp, verifierSha256)}`;
}

/** One line of Markdown text: names typed by people can't start headings or links in the guide. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|!]/g, '\\$&');
}

function chinese(stamp: ExportStamp, verifierSha256: string): string {
  return `# 如何核验本档案

> **${plain(watermark(stamp))}**
>
> 密级：${plain(stamp.classification)}。请按密级保管，不得擅自复制、转发。

- 导出编号：${plain(stamp.exportNo)}
- 单位：${plain(stamp.organisation)}
- 范围：${plain(stamp.scope)}

本档案是 BagIt 1.0（RFC 8493）格式的 ZIP 文件，不依赖原系统即可核验。

## 内容

| 位置 | 内容 |
|---|---|
| \`index.html\` | 用浏览器打开的目录：轮次、部门、问题、关口、材料，链接离线可用 |
| \`data/${ARCHIVE_PATHS.indexSheet}\` | 问题台账 |
| \`data/findings/问题/问题.html\`、\`审批表.docx\` | 供阅读和打印的问题全貌、审批表 |
| \`data/evidence/轮次/问题编号-简称/材料编号/\` | 佐证材料原件 |
| \`data/findings/问题/finding.json\` | 问题快照；其 SHA-256 就是审批人所见的快照哈希 |
| \`data/findings/问题/approval-trail.json\`、\`审批记录.csv\` | 审批记录 |
| \`data/findings/问题/evidence.json\` | 佐证材料清单（原文件名、大小、SHA-256） |
| \`data/matters/类别/事项/事项.html\` | 整改方案、督办、约谈、会议、报告等事项，供阅读和打印 |
| \`data/matters/类别/事项/附件/材料编号/\` | 事项的附件原件：会议纪要、签字报告、回复材料等 |
| \`data/matters/类别/事项/matter.json\`、\`files.json\`、\`办理记录.csv\` | 事项导出时的内容、附件清单、办理记录 |
| \`data/audit/*.jsonl\` | 审计记录，每行一条，前后以哈希相连 |
| \`data/${ARCHIVE_PATHS.auditIndex}\` | 每条审计链的末端哈希、快照哈希 |
| \`data/${ARCHIVE_PATHS.sealDigests}\` | 审计存证：对全部审计链每小时签名封存的摘要 |
| \`data/${ARCHIVE_PATHS.sealTree}\` | 各审计链在摘要中的证明 |
| \`manifest-sha256.txt\` | 每个文件的 SHA-256 |

## 一、检查 ZIP 是否完整

    unzip -t 档案.zip

Windows 可用 7-Zip 的“测试”功能。

## 二、逐个核对文件

解压后在档案文件夹内执行，应全部显示 OK：

    sha256sum -c tagmanifest-sha256.txt
    sha256sum -c manifest-sha256.txt

Windows（PowerShell，在档案文件夹内），没有输出即全部相符：

    Get-Content manifest-sha256.txt -Encoding UTF8 | ForEach-Object { $h, $p = $_ -split '  ', 2; if ((Get-FileHash -LiteralPath $p).Hash -ne $h) { "不符：$p" } }

## 三、用 BagIt 工具核对（还能发现多出的文件）

    python3 -m pip install bagit
    python3 -m bagit --validate 档案文件夹

## 四、用随附的核验程序（还核对审计链和快照）

需要 Node.js 20 或更高版本，不联网，不写文件：

    node ${ARCHIVE_PATHS.verifier} 档案.zip

核验程序的 SHA-256 应为 \`${verifierSha256}\`。
随档案附带的程序可能与档案一起被替换，重要场合请从系统的导出记录页面另行下载核验程序。

## 五、与系统登记的指纹比对

以上各项证明档案内部一致。要证明它就是当时导出的那一份，请将核验程序显示的“档案指纹”
（即 \`tagmanifest-sha256.txt\` 的 SHA-256）与系统导出记录中登记的指纹比对：

    node ${ARCHIVE_PATHS.verifier} 档案.zip --fingerprint 系统登记的指纹

## 六、与签名封存核对（证明审计链没有被整条重写或截断）

系统每小时对本单位全部审计链的末端签名封存。核验程序会检查签名、摘要之间的连接，以及每条审计链
与封存是否一致。公钥指纹公布在系统“审计存证”页面；请用另外取得的公钥核对：

    node ${ARCHIVE_PATHS.verifier} 档案.zip --seal-key 公钥.pem

档案中如有 \`data/${ARCHIVE_PATHS.sealStamp}\`，是第三方时间戳（RFC 3161），可用时间戳机构的证书核验：

    openssl ts -verify -data data/${ARCHIVE_PATHS.stampedText} -in data/${ARCHIVE_PATHS.sealStamp} -CAfile 时间戳机构证书.pem
`;
}

function english(stamp: ExportStamp, verifierSha256: string): string {
  return `# How to verify this archive

> Classification: ${plain(stamp.classification)}. Export ${plain(stamp.exportNo)} at ${plain(stamp.exportedAt)} by ${plain(stamp.exportedBy.name)}.

The archive is a BagIt 1.0 bag (RFC 8493) in a ZIP file. It can be verified without the system it came from.

1. The ZIP is intact: \`unzip -t archive.zip\` (or 7-Zip, "Test").
2. Every file is unchanged; unpack and run inside the bag folder: \`sha256sum -c tagmanifest-sha256.txt\` and
   \`sha256sum -c manifest-sha256.txt\`.
3. Nothing was added or removed: \`python3 -m pip install bagit\`, then \`python3 -m bagit --validate <folder>\`.
4. The audit chains and snapshots hold as well: \`node ${ARCHIVE_PATHS.verifier} archive.zip\` (Node.js 20 or later, offline,
   writes nothing; exit code 0 = verified, 1 = not). SHA-256 of the program: \`${verifierSha256}\`. Whoever can replace
   the archive can replace the program in it: where it matters, take the program from the system's export page.
5. Steps 1–4 show that the archive is consistent. That it is the one that was exported shows by its fingerprint
   (SHA-256 of \`tagmanifest-sha256.txt\`): compare it with the one in the system's export record, or run
   \`node ${ARCHIVE_PATHS.verifier} archive.zip --fingerprint <recorded fingerprint>\`.
6. Every hour the system signs a digest over the heads of all audit chains. The program checks signatures, links and that
   every chain holds what was sealed, so a chain rewritten as a whole shows. Compare the key's fingerprint with the one
   published on the page 审计存证, or pass a key obtained elsewhere: \`--seal-key <key.pem>\`. The time-stamp token, where there
   is one: \`openssl ts -verify -data data/${ARCHIVE_PATHS.stampedText} -in data/${ARCHIVE_PATHS.sealStamp} -CAfile <authority.pem>\`.

\`data/findings/*/finding.json\` is the frozen snapshot; its SHA-256 is the snapshot hash the deciders signed off.
\`data/matters/*/*/matter.json\` is a plan, order, talk, meeting or report as it stood when it was exported; its files lie beside it.
\`data/audit/*.jsonl\` holds one event per line: \`hash\` is the SHA-256 of the RFC 8785 canonical JSON of the event without
\`hash\`; \`prevHash\` is the hash of the event before it.
`;
}
