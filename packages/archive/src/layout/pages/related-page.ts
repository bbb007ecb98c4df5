import type { ExportStamp } from '../export-stamp.ts';
import { findingPagePath, type GeneratedFile } from '../finding-layout.ts';
import { matterPagePath } from '../matter-layout.ts';
import { html, linkBetween, type Markup } from './html.ts';
import { FRONT_PAGE, listTable, pageFile } from './page-frame.ts';

/** Another page of the archive this one leads to: the matters of a finding, the findings of a matter. */
export interface RelatedPage {
  /** Number of a finding, kind of a matter. */
  readonly mark: string;
  readonly title: string;
  readonly state: string;
  readonly page: string;
}

export const relatedFinding = (
  finding: { readonly id: string; readonly no: string; readonly title: string },
  state: string,
): RelatedPage => ({ mark: finding.no, title: finding.title, state, page: findingPagePath(finding) });

export const relatedMatter = (
  matter: { readonly id: string; readonly kindTitle: string; readonly title: string },
  state: string,
): RelatedPage => ({ mark: matter.kindTitle, title: matter.title, state, page: matterPagePath(matter) });

/** Nothing where nothing is related. */
export const relatedSection = (
  from: string,
  title: string,
  headings: readonly [mark: string, title: string],
  related: readonly RelatedPage[],
): Markup =>
  related.length === 0
    ? html``
    : html`<h2>${title}</h2>
${listTable(
  [...headings, '状态'],
  related.map((one) => [
    one.mark,
    html`<a href="${linkBetween(from, one.page)}">${one.title}</a>`,
    one.state,
  ]),
)}
`;

interface Linking {
  readonly page: string;
  /** Absent in work made before pages led to each other. */
  readonly related?: readonly string[];
}

/**
 * A finding and its matters may stand in different volumes, which nobody knows while their pages are made. Where a link
 * would lead to nothing, a page says so.
 */
export const pagesElsewhere = (stamp: ExportStamp, members: readonly Linking[]): GeneratedFile[] => {
  const here = new Set(members.map(({ page }) => page));
  const elsewhere = new Set(members.flatMap(({ related = [] }) => related.filter((page) => !here.has(page))));
  return [...elsewhere].sort().map((page) => {
    const name = page.split('/').at(-2) ?? '';
    const content = html`<nav><a href="${linkBetween(page, FRONT_PAGE)}">← 档案目录</a></nav>
<h1>${name}</h1>
<p>该页不在本卷。请打开同一次导出的其他各卷查看，各卷名称见档案目录。</p>`;
    return pageFile(page, stamp, name, content);
  });
};
