import { ARCHIVE_PATHS } from '../../archive-format.ts';
import { shanghaiTime } from '../approval-trail.ts';
import type { BagVolume } from '../bag-files.ts';
import type { ExportStamp } from '../export-stamp.ts';
import { findingPagePath, type GeneratedFile } from '../finding-layout.ts';
import type { FindingReading } from './finding-page.ts';
import { html, linkBetween, type Markup } from './html.ts';
import type { MatterEntry } from './matter-page.ts';
import { FRONT_PAGE, factTable, listTable, pageFile } from './page-frame.ts';

/** One finding in the list: little enough to keep 5,000 of them while a bag is sealed. */
export interface IndexEntry {
  readonly round: string;
  readonly department: string;
  readonly no: string;
  readonly title: string;
  readonly state: string;
  readonly closeoutNo?: string;
  /** Last decision, gate and outcome. */
  readonly gate?: string;
  readonly files: number;
  readonly page: string;
  readonly approvalSheet?: string;
  /** Pages of matters this one leads to; absent in work made before there were links. */
  readonly related?: readonly string[];
}

export const indexEntry = ({ record, facts, approvalSheet, matters }: FindingReading): IndexEntry => {
  const last = record.approvals.at(-1);
  return {
    round: record.round,
    department: facts.department,
    no: record.no,
    title: record.title,
    state: facts.state,
    ...(record.closeoutNo ? { closeoutNo: record.closeoutNo } : {}),
    ...(last ? { gate: `${last.gateTitle}：${last.outcomeTitle}` } : {}),
    files: record.evidence.length,
    page: findingPagePath(record),
    ...(approvalSheet ? { approvalSheet } : {}),
    ...(matters.length > 0 ? { related: matters.map(({ page }) => page) } : {}),
  };
};

export interface IndexContent {
  readonly stamp: ExportStamp;
  readonly volume: number;
  readonly volumes: readonly Pick<BagVolume, 'number' | 'fileName'>[];
  readonly missing: number;
  readonly sealed: boolean;
  /** Paths of the index workbooks. */
  readonly workbooks: readonly string[];
  readonly entries: readonly IndexEntry[];
  readonly matters: readonly MatterEntry[];
}

/** Findings of one list: about 100 kB of page, and as much as a person scrolls through. */
const FINDINGS_PER_LIST = 200;

/**
 * `index.html` and, for a bag with many findings, the lists it leads to: round → department → finding → its page with
 * gates and evidence. The first one is a tag file in the bag's own folder, where people look first.
 */
export function indexPages(content: IndexContent): {
  readonly front: GeneratedFile;
  readonly lists: GeneratedFile[];
} {
  const findings = findingPages(content);
  const matters = matterPages(content);
  return {
    front: frontPage(content, html`${findings.markup}${matters.markup}`),
    lists: [...findings.lists, ...matters.lists],
  };
}

/** What the front page says, and the lists it leads to. */
interface Listed {
  readonly markup: Markup;
  readonly lists: GeneratedFile[];
}

function findingPages({ stamp, entries }: IndexContent): Listed {
  const sorted = entries.toSorted((a, b) => order(a.round, b.round) || order(a.department, b.department));
  if (sorted.length <= FINDINGS_PER_LIST) return { markup: findingLists(FRONT_PAGE, sorted), lists: [] };
  const lists: GeneratedFile[] = [];
  const rows: Markup[][] = [];
  for (let from = 0; from < sorted.length; from += FINDINGS_PER_LIST) {
    const part = sorted.slice(from, from + FINDINGS_PER_LIST);
    const number = String(lists.length + 1).padStart(3, '0');
    const path = `data/pages/${number}.html`;
    const title = `问题目录 ${number}`;
    lists.push(listPage(stamp, path, title, findingLists(path, part)));
    rows.push([
      html`<a href="${linkBetween(FRONT_PAGE, path)}">${title}</a>`,
      html`${[...new Set(part.map(({ round }) => round))].join('、')}`,
      html`${rangeOf(part.map(({ department }) => department))}`,
      html`${rangeOf(part.map(({ no }) => no))}`,
      html`${part.length}`,
    ]);
  }
  const table = listTable(['目录', '轮次', '部门', '问题编号', '问题数'], rows);
  return { markup: html`<h2>问题目录</h2>\n${table}`, lists };
}

const listPage = (stamp: ExportStamp, path: string, title: string, list: Markup): GeneratedFile => {
  const back = html`<nav><a href="${linkBetween(path, FRONT_PAGE)}">← 档案目录</a></nav><h1>${title}</h1>`;
  return pageFile(path, stamp, title, html`${back}${list}`);
};

/** 方案、督办、约谈、会议、报告 …: by kind on the front page; from 201 on each kind has lists of its own. */
function matterPages({ stamp, matters }: IndexContent): Listed {
  if (matters.length === 0) return { markup: html``, lists: [] };
  const kinds = [...Map.groupBy(matters, ({ kindTitle }) => kindTitle)];
  const heading = html`<h2>方案、督办、约谈、会议、报告等事项</h2>\n`;
  if (matters.length <= FINDINGS_PER_LIST) {
    const parts = kinds.map(
      ([kind, members]) => html`<h3>${kind}</h3>\n${matterList(FRONT_PAGE, members)}\n`,
    );
    return { markup: html`${heading}${parts}`, lists: [] };
  }
  const lists: GeneratedFile[] = [];
  const rows: Markup[][] = [];
  for (const [kind, members] of kinds)
    for (let from = 0; from < members.length; from += FINDINGS_PER_LIST) {
      const part = members.slice(from, from + FINDINGS_PER_LIST);
      const number = String(lists.length + 1).padStart(3, '0');
      const path = `data/pages/事项-${number}.html`;
      const title = `${kind}目录 ${number}`;
      lists.push(listPage(stamp, path, title, matterList(path, part)));
      rows.push([html`<a href="${linkBetween(FRONT_PAGE, path)}">${title}</a>`, html`${part.length}`]);
    }
  return { markup: html`${heading}${listTable(['目录', '事项数'], rows)}`, lists };
}

const matterList = (path: string, matters: readonly MatterEntry[]): Markup =>
  listTable(
    ['事项', '轮次', '状态', '登记日期', '附件'],
    matters.map(({ page, title, round, state, createdOn, files }) => [
      html`<a href="${linkBetween(path, page)}">${title}</a>`,
      round,
      state,
      createdOn,
      files,
    ]),
  );

/** By code unit: a collation of the machine would make the same content differ elsewhere. */
const order = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

const rangeOf = (names: readonly string[]): string => {
  const [first = '', last = ''] = [names[0], names.at(-1)];
  return first === last ? first : `${first} … ${last}`;
};

function findingLists(path: string, entries: readonly IndexEntry[]): Markup {
  const rounds = [...Map.groupBy(entries, ({ round }) => round)].map(
    ([round, members]) => html`<h2>${round}</h2>
${[...Map.groupBy(members, ({ department }) => department)].map(
  ([department, findings]) => html`<h3>${department}</h3>
${listTable(
  ['编号', '巡察反馈问题', '状态', '最近决定', '销号编号', '材料', '审批表'],
  findings.map((one) => [
    one.no,
    html`<a href="${linkBetween(path, one.page)}">${one.title}</a>`,
    one.state,
    one.gate,
    one.closeoutNo,
    one.files,
    one.approvalSheet && html`<a href="${linkBetween(path, one.approvalSheet)}">Word</a>`,
  ]),
)}
`,
)}`,
  );
  return html`${rounds}`;
}

function frontPage(content: IndexContent, lists: Markup): GeneratedFile {
  const { stamp, volume, volumes, missing, entries, matters, workbooks, sealed } = content;
  const link = (to: string, text: string) => html`<a href="${linkBetween(FRONT_PAGE, to)}">${text}</a>`;
  const books = workbooks.map((path) => html`${link(path, path.slice('data/'.length))} `);
  const others = volumes.filter(({ number }) => number !== volume).map(({ fileName }) => fileName);
  const body = html`<h1>${stamp.organisation}巡察整改档案</h1>
${factTable([
  ['密级', stamp.classification],
  ['导出编号', stamp.exportNo],
  ['范围', stamp.scope],
  ['导出用途', stamp.purpose],
  ['申请人', `${stamp.exportedBy.unit} ${stamp.exportedBy.name}，${shanghaiTime(stamp.exportedAt)}`],
  ['批准人', stamp.approval && `${stamp.approval.by}，${shanghaiTime(stamp.approval.at)}`],
  ['问题', `${entries.length} 项`],
  ['佐证材料', `${entries.reduce((sum, { files }) => sum + files, 0)} 份`],
  [
    '方案、督办等事项',
    matters.length > 0
      ? `${matters.length} 项，附件 ${matters.reduce((sum, { files }) => sum + files, 0)} 份`
      : undefined,
  ],
  [
    '分卷',
    volumes.length > 1
      ? `第 ${volume} 卷，共 ${volumes.length} 卷；其他各卷：${others.join('、')}`
      : undefined,
  ],
  ['缺失材料', missing > 0 ? html`${link('data/缺失材料清单.csv', `${missing} 份，见清单`)}` : undefined],
  ['Excel 目录', html`${books}`],
])}
<p>本档案内容按密级保管，不得擅自复制、转发。解压后各链接不联网即可打开。</p>
${lists}
<h2>如何核验</h2>
<p>把档案 ZIP 与核验程序放在同一文件夹，用 Node.js 20 或更高版本运行，不需安装，不联网：</p>
<pre>node ${ARCHIVE_PATHS.verifier} 档案.zip</pre>
<p>也可以用 unzip、sha256sum、BagIt 等常用工具核验，步骤见 ${link(`data/${ARCHIVE_PATHS.guide}`, 'VERIFY.md')}。
档案指纹是 ${link('tagmanifest-sha256.txt', 'tagmanifest-sha256.txt')} 的 SHA-256，请与系统导出记录中登记的一致。</p>
${factTable([
  ['每个文件的 SHA-256', link('manifest-sha256.txt', 'manifest-sha256.txt')],
  ['审计链索引', link(`data/${ARCHIVE_PATHS.auditIndex}`, ARCHIVE_PATHS.auditIndex)],
  ['审计存证', sealed ? link(`data/${ARCHIVE_PATHS.sealDigests}`, ARCHIVE_PATHS.sealDigests) : undefined],
  ['核验程序', link(ARCHIVE_PATHS.verifier, ARCHIVE_PATHS.verifier)],
])}`;
  return pageFile(FRONT_PAGE, stamp, `${stamp.exportNo} ${stamp.organisation}巡察整改档案`, body);
}
