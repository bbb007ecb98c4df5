import { type ApprovalStep, shanghaiTime } from '../approval-trail.ts';
import type { ExportStamp } from '../export-stamp.ts';
import {
  type FindingContent,
  type FindingLayout,
  findingPagePath,
  type GeneratedFile,
} from '../finding-layout.ts';
import { html, linkBetween, type Markup } from './html.ts';
import { FRONT_PAGE, factTable, listTable, pageFile } from './page-frame.ts';
import { type RelatedPage, relatedSection } from './related-page.ts';

/** What people want to know of a finding beside its trail; texts as the system shows them. */
export interface FindingFacts {
  readonly text: string;
  readonly department: string;
  readonly state: string;
  readonly dueDate?: string;
  readonly feedbackDate?: string;
  readonly measures: readonly MeasureFacts[];
  /** By evidence id: what the file proves. */
  readonly evidence: ReadonlyMap<string, EvidenceFacts>;
}

interface MeasureFacts {
  readonly id: string;
  readonly text: string;
  readonly by: string;
  readonly term: string;
  readonly state: string;
  readonly result?: string;
}

interface EvidenceFacts {
  /** Absent for minutes of a meeting. */
  readonly measureId?: string;
  readonly formedOn: string;
  readonly uploadedBy: string;
}

/** What is made of one finding for its reader. */
export interface FindingReading {
  readonly record: FindingContent;
  readonly layout: FindingLayout;
  readonly facts: FindingFacts;
  /** Path of the approval sheet, for a finding that has decisions. */
  readonly approvalSheet?: string;
  /** Plans, orders, talks, meetings … about it that are in the archive. */
  readonly matters: readonly RelatedPage[];
}

/** One finding to read and print: text, measures with their evidence, decisions, audit chain and digests. */
export function findingPage(stamp: ExportStamp, reading: FindingReading): GeneratedFile {
  const { record, layout, facts, approvalSheet, matters } = reading;
  const path = findingPagePath(record);
  const link = (to: string, text: string) => html`<a href="${linkBetween(path, to)}">${text}</a>`;
  const own = (name: string) => layout.files.find((file) => file.path.endsWith(`/${name}`))?.path ?? '';
  const title = `问题 ${record.no}　${record.title}`;
  const content = html`<nav>${link(FRONT_PAGE, '← 档案目录')}</nav>
<h1>${title}</h1>
${factTable([
  ['单位', stamp.organisation],
  ['轮次', record.round],
  ['牵头部门', facts.department],
  ['状态', facts.state],
  ['反馈日期', facts.feedbackDate],
  ['整改期限', facts.dueDate],
  ['销号编号', record.closeoutNo],
])}
<h2>问题表述</h2>
<p class="text">${facts.text}</p>
<h2>整改措施与佐证材料</h2>
${measures(reading, link)}
<h2>审批记录</h2>
${
  approvalSheet
    ? html`<p>${link(approvalSheet, '审批表（Word，可打印）')}　${link(layout.approvals, '审批记录.csv')}</p>
${steps(record.approvals)}`
    : html`<p>尚无销号审批。</p>`
}
${relatedSection(path, '方案、督办、会议等相关事项', ['类别', '事项'], matters)}<h2>审计链与指纹</h2>
${factTable([
  ['审计记录', link(layout.index.audit.path, `共 ${record.audit.head.seq} 条，逐条以哈希相连`)],
  ['审计链末端', html`<code>${record.audit.head.hash}</code>`],
  [record.frozen ? '销号时冻结的快照' : '导出时的快照', link(layout.index.snapshot.path, 'finding.json')],
  ['快照 SHA-256', html`<code>${record.snapshotHash}</code>`],
  ['佐证材料清单', link(own('evidence.json'), 'evidence.json')],
])}
<p>核验方法见 ${link('data/VERIFY.md', 'VERIFY.md')}。</p>`;
  return pageFile(path, stamp, title, content);
}

type Link = (to: string, text: string) => Markup;

function measures({ record, layout, facts }: FindingReading, link: Link): Markup {
  const files = (measureId: string | undefined) =>
    record.evidence.filter(({ id }) => facts.evidence.get(id)?.measureId === measureId);
  const table = (members: FindingContent['evidence']): Markup =>
    members.length === 0
      ? html`<p>没有佐证材料。</p>`
      : listTable(
          ['文件', '形成日期', '上传人', '字节', 'SHA-256'],
          members.map(({ id, fileName, size, sha256 }) => [
            link(layout.evidence.get(id) ?? '', fileName),
            facts.evidence.get(id)?.formedOn,
            facts.evidence.get(id)?.uploadedBy,
            size,
            html`<code>${sha256}</code>`,
          ]),
        );
  const parts = facts.measures.map(
    (measure, index) => html`<h3>措施 ${index + 1}</h3>
${factTable([
  ['措施', measure.text],
  ['责任', measure.by],
  ['时限', measure.term],
  ['进展', measure.state],
  ['完成情况', measure.result],
])}
${table(files(measure.id))}
`,
  );
  const others = files(undefined);
  const rest = others.length > 0 ? html`<h3>会议纪要</h3>\n${table(others)}` : html``;
  const withheld = record.withheld?.length
    ? html`<h3>未随档案提供的材料</h3>
${listTable(
  ['材料编号', 'SHA-256', '原因'],
  record.withheld.map(({ id, sha256, reason }) => [id, html`<code>${sha256}</code>`, reason]),
)}`
    : html``;
  return html`${parts.length > 0 ? parts : html`<p>尚无整改措施。</p>`}${rest}${withheld}`;
}

function steps(approvals: readonly ApprovalStep[]): Markup {
  return listTable(
    ['时间', '关口', '决定', '决定人', '意见、会议与决议'],
    approvals.map((step) => [
      shanghaiTime(step.at),
      step.gateTitle,
      step.outcomeTitle,
      deciderOf(step),
      groundsOf(step),
    ]),
  );
}

/** Who decided, for whom, of which unit. */
export function deciderOf({ by, onBehalfOf }: ApprovalStep): string {
  return [by.name, onBehalfOf && `（代 ${onBehalfOf.name}）`, by.unit && `\n${by.unit}`]
    .filter(Boolean)
    .join('');
}

/** Opinion, meeting and resolution of a decision, one below the other. */
export function groundsOf({ opinion, meeting }: ApprovalStep): string {
  const lines = meeting
    ? [
        `会议：${[meeting.date, meeting.agendaItem].filter(Boolean).join(' ')}`,
        meeting.attendees?.length && `参会：${meeting.attendees.join('、')}`,
        meeting.resolution && `决议：${meeting.resolution}`,
      ]
    : [];
  return [opinion, ...lines].filter(Boolean).join('\n');
}
