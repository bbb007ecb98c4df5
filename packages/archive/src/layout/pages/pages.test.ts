import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { closedFinding, evidence, STAMP, sampleMatter } from '../../../test/sample-archive.ts';
import { layFinding } from '../finding-layout.ts';
import { layMatter } from '../matter-layout.ts';
import { type FindingReading, findingPage } from './finding-page.ts';
import { html, linkBetween } from './html.ts';
import { type IndexContent, indexEntry, indexPages } from './index-pages.ts';
import { matterPage } from './matter-page.ts';
import { pagesElsewhere, relatedFinding, relatedMatter } from './related-page.ts';

const ATTACK = `</td><script>alert(1)</script><img src=x onerror=alert(1)>"' onmouseover='alert(1)`;

const readingOf = (text: string, fileName = '报告 #1?.pdf'): FindingReading => {
  const record = {
    ...closedFinding('1-1', [evidence('01jd0000000000000000000001', fileName, '内容')]),
    title: text,
  };
  return {
    record,
    layout: layFinding(record),
    facts: {
      text,
      department: text,
      state: '已销号',
      measures: [{ id: 'm1', text, by: text, term: text, state: '已完成', result: text }],
      evidence: new Map([
        ['01jd0000000000000000000001', { measureId: 'm1', formedOn: '2024-12-01', uploadedBy: text }],
      ]),
    },
    approvalSheet: 'data/findings/x/审批表.docx',
    matters: [relatedMatter({ id: 'm1', kindTitle: text, title: text }, text)],
  };
};

const contentOf = (change: Partial<IndexContent> = {}): IndexContent => ({
  stamp: STAMP,
  volume: 1,
  volumes: [{ number: 1, fileName: 'a.zip' }],
  missing: 0,
  sealed: true,
  workbooks: ['data/index.xlsx'],
  entries: [indexEntry(readingOf('招标程序不规范'))],
  matters: [],
  ...change,
});

const textOf = ({ content }: { readonly content: Uint8Array }): string =>
  Buffer.from(content).toString('utf8');

/** Elements of a page with their attributes; fails where markup isn't closed. */
const elementsOf = (page: string): { name: string; attributes: Record<string, string> }[] => {
  const found: { name: string; attributes: Record<string, string> }[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => found.push({ name, attributes }));
  parser.on('error', (error) => {
    throw error;
  });
  const xml = page.replace('<!doctype html>\n', '').replace(/<(meta|br)([^>]*)>/g, '<$1$2/>');
  parser.write(xml).close();
  return found;
};

describe('pages of an archive', () => {
  it('keep what people typed as text, wherever it stands', () => {
    const reading = readingOf(ATTACK, `${ATTACK}.pdf`);
    const stamp = {
      ...STAMP,
      organisation: ATTACK,
      scope: ATTACK,
      purpose: ATTACK,
      classification: ATTACK,
      approval: { by: ATTACK, at: STAMP.exportedAt },
    };
    const { front } = indexPages(contentOf({ stamp, entries: [indexEntry(reading)] }));
    for (const page of [textOf(findingPage(stamp, reading)), textOf(front)]) {
      const elements = elementsOf(page);
      expect(elements.filter(({ name }) => ['script', 'img', 'iframe', 'object'].includes(name))).toEqual([]);
      expect(
        elements.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => name.startsWith('on')),
      ).toEqual([]);
      expect(page).toContain('&lt;script&gt;');
    }
  });

  it('have no character HTML forbids and no mark that turns the text', () => {
    const { markup } = html`<p>${'a\u0000b\u0085c\u202egpj.exe\u2066 \ud800\r\nd'}</p>`;
    expect(markup).toBe('<p>a\ufffdb\ufffdc\ufffdgpj.exe\ufffd \ufffd\nd</p>');
  });

  it('link by relative, encoded paths only', () => {
    expect(linkBetween('index.html', 'data/findings/1-甲 #?/问题.html')).toBe(
      './data/findings/1-%E7%94%B2%20%23%3F/%E9%97%AE%E9%A2%98.html',
    );
    expect(linkBetween('data/findings/a/问题.html', 'data/evidence/r/f')).toBe('./../../evidence/r/f');
    expect(linkBetween('index.html', 'javascript:alert(1)')).toBe('./javascript%3Aalert(1)');
    const { front } = indexPages(contentOf());
    const links = elementsOf(textOf(front)).flatMap(({ name, attributes }) =>
      name === 'a' ? [attributes.href] : [],
    );
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect(link).toMatch(/^\.\//);
  });

  it('say what the archive is, for what, who asked and who approved', () => {
    const stamp = {
      ...STAMP,
      purpose: '年度审计',
      approval: { by: '巡察办 主任戊', at: '2024-12-31T00:00:00.000Z' },
    };
    const page = textOf(indexPages(contentOf({ stamp })).front);
    for (const shown of [
      '年度审计',
      '巡察办 主任戊，2024-12-31 08:00:00',
      '审计员丁',
      '内部',
      STAMP.exportNo,
      'node verify.mjs',
    ])
      expect(page).toContain(shown);
    expect(textOf(indexPages(contentOf()).front)).not.toContain('批准人');
  });

  it('stay small however many findings there are, and lead to every one', () => {
    const base = indexEntry(readingOf('招标程序不规范'));
    const entries = Array.from({ length: 5_000 }, (_, index) => ({
      ...base,
      no: String(index),
      round: `第${index % 3}轮`,
      page: `data/findings/${index}/问题.html`,
    }));
    const { front, lists } = indexPages(contentOf({ entries }));
    expect(lists).toHaveLength(25);
    for (const page of [front, ...lists]) expect(page.content.length).toBeLessThan(150_000);
    const linked = new Set(
      lists.flatMap((page) => elementsOf(textOf(page)).map(({ attributes }) => attributes.href)),
    );
    for (const { page } of entries) expect(linked).toContain(linkBetween('data/pages/001.html', page));
    const first = elementsOf(textOf(front)).map(({ attributes }) => attributes.href);
    for (const { path } of lists) expect(first).toContain(`./${path}`);
  });

  it('list matters by kind, and lead to lists of their own when there are many', () => {
    const entry = (index: number, kindTitle: string) => ({
      kindTitle,
      title: `${kindTitle}${index}`,
      round: '2024年第一轮',
      state: '已办结',
      createdOn: '2024-12-01',
      files: 1,
      page: `data/matters/${kindTitle}/${index}/事项.html`,
    });
    const few = indexPages(contentOf({ matters: [entry(1, '督办单'), entry(2, '约谈')] }));
    expect(few.lists).toEqual([]);
    expect(textOf(few.front)).toContain('2 项，附件 2 份');
    const links = elementsOf(textOf(few.front)).map(({ attributes }) => attributes.href);
    for (const { page } of [entry(1, '督办单'), entry(2, '约谈')])
      expect(links).toContain(linkBetween('index.html', page));
    const many = Array.from({ length: 450 }, (_, index) => entry(index, index < 250 ? '督办单' : '约谈'));
    const { front, lists } = indexPages(contentOf({ matters: many }));
    expect(lists.map(({ path }) => path)).toEqual(
      ['001', '002', '003'].map((number) => `data/pages/事项-${number}.html`),
    );
    for (const page of [front, ...lists]) expect(page.content.length).toBeLessThan(150_000);
    const linked = new Set(
      lists.flatMap((page) => elementsOf(textOf(page)).map(({ attributes }) => attributes.href)),
    );
    for (const { page } of many) expect(linked).toContain(linkBetween('data/pages/事项-001.html', page));
  });

  it('keep what people typed into a matter as text', () => {
    const record = { ...sampleMatter('m1', [evidence('f1', `${ATTACK}.pdf`, 'x')]), title: ATTACK };
    const words = {
      state: ATTACK,
      facts: [['督办要求', ATTACK]] as const,
      sections: [
        {
          title: ATTACK,
          facts: [['内容', ATTACK]] as const,
          table: { headings: [ATTACK], rows: [[ATTACK]] },
        },
      ],
      files: new Map([['f1', { purpose: ATTACK, uploadedBy: ATTACK }]]),
    };
    const related = relatedFinding({ id: 'f1', no: ATTACK, title: ATTACK }, ATTACK);
    const page = textOf(matterPage(STAMP, { record, layout: layMatter(record), words, findings: [related] }));
    const elements = elementsOf(page);
    expect(elements.filter(({ name }) => ['script', 'img', 'iframe', 'object'].includes(name))).toEqual([]);
    expect(page).toContain('&lt;script&gt;');
    for (const { name, attributes } of elements) if (name === 'a') expect(attributes.href).toMatch(/^\.\//);
  });

  it('say where a page is that stands in another volume, and only then', () => {
    const here = { page: 'data/findings/1-1-甲-00000001/问题.html' };
    const matter = { page: 'data/matters/督办单/乙-00000002/事项.html', related: [here.page] };
    expect(pagesElsewhere(STAMP, [here, matter])).toEqual([]);
    const [page, ...others] = pagesElsewhere(STAMP, [
      matter,
      { ...matter, page: 'data/matters/x/事项.html' },
    ]);
    expect(others).toEqual([]);
    expect(page?.path).toBe(here.page);
    expect(page && textOf(page)).toContain('不在本卷');
    expect(page && elementsOf(textOf(page)).map(({ attributes }) => attributes.href)).toContain(
      './../../../index.html',
    );
  });

  it('are the same bytes for the same content', () => {
    expect(findingPage(STAMP, readingOf('甲'))).toEqual(findingPage(STAMP, readingOf('甲')));
    expect(indexPages(contentOf())).toEqual(indexPages(contentOf()));
  });
});
