import { shanghaiTime } from '../approval-trail.ts';
import type { ExportStamp } from '../export-stamp.ts';
import type { GeneratedFile } from '../finding-layout.ts';
import { type MatterContent, type MatterLayout, matterPagePath } from '../matter-layout.ts';
import { html, linkBetween, type Markup } from './html.ts';
import { FRONT_PAGE, factTable, listTable, pageFile } from './page-frame.ts';
import { type RelatedPage, relatedSection } from './related-page.ts';

type Facts = readonly (readonly [name: string, value: string | number | undefined])[];

/** A part of what a matter says: a reply with its check, a version, a meeting's agenda. */
export interface MatterSection {
  readonly title: string;
  readonly facts: Facts;
  readonly table?: {
    readonly headings: readonly string[];
    readonly rows: readonly (readonly (string | number | undefined)[])[];
  };
}

/** A matter in the words of its kind. */
export interface MatterWords {
  readonly state: string;
  readonly facts: Facts;
  readonly sections: readonly MatterSection[];
  /** By file id: what it is to the matter, and who put it there. */
  readonly files: ReadonlyMap<string, { readonly purpose: string; readonly uploadedBy: string }>;
}

export interface MatterReading {
  readonly record: MatterContent;
  readonly layout: MatterLayout;
  readonly words: MatterWords;
  /** Findings it is about that are in the archive. */
  readonly findings: readonly RelatedPage[];
}

/** One matter in the list: little enough to keep thousands of them while a bag is sealed. */
export interface MatterEntry {
  readonly kindTitle: string;
  readonly title: string;
  readonly round: string;
  readonly state: string;
  readonly createdOn: string;
  readonly files: number;
  readonly page: string;
  /** Pages of findings this one leads to; absent in work made before there were links. */
  readonly related?: readonly string[];
}

export const matterEntry = ({ record, words, findings }: MatterReading): MatterEntry => ({
  kindTitle: record.kindTitle,
  title: record.title,
  round: record.round ?? '',
  state: words.state,
  createdOn: shanghaiTime(record.steps[0]?.at ?? '').slice(0, 10),
  files: record.evidence.length,
  page: matterPagePath(record),
  ...(findings.length > 0 ? { related: findings.map(({ page }) => page) } : {}),
});

/** One plan, order, talk, meeting, report … to read and print: what it says, its files, its steps and its digests. */
export function matterPage(
  stamp: ExportStamp,
  { record, layout, words, findings }: MatterReading,
): GeneratedFile {
  const path = matterPagePath(record);
  const link = (to: string, text: string): Markup => html`<a href="${linkBetween(path, to)}">${text}</a>`;
  const title = `${record.kindTitle}　${record.title}`;
  const { index, folder } = layout;
  const content = html`<nav>${link(FRONT_PAGE, '← 档案目录')}</nav>
<h1>${title}</h1>
${factTable([['单位', stamp.organisation], ['轮次', record.round], ['状态', words.state], ...words.facts])}
${words.sections.map(section)}
${relatedSection(path, '涉及的问题', ['编号', '巡察反馈问题'], findings)}<h2>附件</h2>
${files(record, layout, words, link)}
<h2>办理记录</h2>
<p>${link(`${folder}/办理记录.csv`, '办理记录.csv')}</p>
${listTable(
  ['时间', '步骤', '办理人', '单位'],
  record.steps.map(({ at, step, by, unit }) => [shanghaiTime(at), step, by, unit]),
)}
<h2>审计链与指纹</h2>
${factTable([
  ['审计记录', link(index.audit.path, `共 ${index.audit.seq} 条，逐条以哈希相连`)],
  ['审计链末端', html`<code>${index.audit.hash}</code>`],
  ['导出时的内容', link(index.snapshot.path, 'matter.json')],
  ['内容 SHA-256', html`<code>${index.snapshot.sha256}</code>`],
  ['附件清单', link(index.evidence, 'files.json')],
])}
<p>核验方法见 ${link('data/VERIFY.md', 'VERIFY.md')}。</p>`;
  return pageFile(path, stamp, title, content);
}

const section = ({ title, facts, table }: MatterSection): Markup => html`<h2>${title}</h2>
${facts.length > 0 ? factTable(facts) : html``}
${table ? listTable(table.headings, table.rows) : html``}
`;

type Link = (to: string, text: string) => Markup;

const files = (record: MatterContent, layout: MatterLayout, words: MatterWords, link: Link): Markup => {
  const kept =
    record.evidence.length === 0
      ? html`<p>没有附件。</p>`
      : listTable(
          ['文件', '用途', '上传人', '字节', 'SHA-256'],
          record.evidence.map(({ id, fileName, size, sha256 }) => [
            link(layout.paths.get(id) ?? '', fileName),
            words.files.get(id)?.purpose,
            words.files.get(id)?.uploadedBy,
            size,
            html`<code>${sha256}</code>`,
          ]),
        );
  const withheld = record.withheld?.length
    ? html`<h3>未随档案提供的附件</h3>
${listTable(
  ['材料编号', 'SHA-256', '原因'],
  record.withheld.map(({ id, sha256, reason }) => [id, html`<code>${sha256}</code>`, reason]),
)}`
    : html``;
  return html`${kept}${withheld}`;
};
