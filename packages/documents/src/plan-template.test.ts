import { planFindingOf } from '@xuncha/domain';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { aggregateFixture, findingFixture, measureFixture } from '../../domain/src/closeout/case-fixture.ts';
import {
  checkPlanTemplate,
  fillPlanTemplate,
  REQUIRED_PLACEHOLDERS,
  writeSampleTemplate,
} from './plan-template.ts';
import { MAX_TEMPLATE_BYTES, type TemplateErrorCode } from './word/open-template.ts';

const SAMPLE = writeSampleTemplate('2025-03-03T02:00:00.000Z');
type Parts = Record<string, Uint8Array>;
/** The sample with some of its parts changed. */
const changed = (change: (parts: Parts) => Parts): Uint8Array => zipSync(change(unzipSync(SAMPLE)));
const withPart = (name: string, content: string): Uint8Array =>
  changed((parts) => ({ ...parts, [name]: strToU8(content) }));
const withText = (text: string): Uint8Array =>
  changed((parts) => ({
    ...parts,
    'word/document.xml': strToU8(
      strFromU8(parts['word/document.xml'] ?? new Uint8Array()).replace(
        '<w:body>',
        `<w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p>`,
      ),
    ),
  }));
const refusal = async (bytes: Uint8Array): Promise<TemplateErrorCode | 'taken'> =>
  checkPlanTemplate(bytes).then(
    () => 'taken',
    (error: { code: TemplateErrorCode }) => error.code,
  );

const finding = (no: string) =>
  planFindingOf(
    aggregateFixture({
      finding: findingFixture({ id: no, no, title: `标题${no}` }),
      body: { text: `<b>&原文${no}</b>`, goal: '目标' },
      measures: [measureFixture({ text: '措施甲' }), measureFixture({ id: 'm2', seq: 2, text: '措施乙' })],
    }),
  );
const fill = async (template: Uint8Array): Promise<string> => {
  const made = await fillPlanTemplate(
    template,
    { title: '北河采油厂整改方案', goals: '第一行\n第二行', organisation: '组织' },
    {
      unit: '北河采油厂',
      round: '2025年第一轮',
      feedbackDate: '2025年2月17日',
      version: '第1版',
      classification: '内部资料',
      by: '整改办甲',
      day: '2025年3月3日',
    },
    [finding('10'), finding('2')],
  );
  return Object.values(unzipSync(made))
    .map((part) => strFromU8(part))
    .join('\n');
};

describe('a unit’s own form of the plan', () => {
  it('the sample names everything, and is filled: findings in order, a row for each measure, texts as texts', async () => {
    expect(await checkPlanTemplate(SAMPLE)).toEqual({ unknown: [], missing: [] });
    const text = await fill(SAMPLE);
    expect(text).not.toContain('{{');
    expect(text.indexOf('标题2')).toBeLessThan(text.indexOf('标题10'));
    expect(text.match(/措施乙/g)).toHaveLength(2);
    expect(text).toContain('&lt;b&gt;&amp;原文2&lt;/b&gt;');
    // Classification stands in the header, where the sample has its placeholder.
    expect(text.match(/内部资料/g)?.length).toBeGreaterThan(1);
  });

  it('names what nobody will fill, and what every paper must say', async () => {
    expect(await checkPlanTemplate(withText('{{不认识}} {{#名单}}{{序号}}{{/名单}} {{措施内容}}'))).toEqual({
      unknown: ['不认识', '#名单', '措施内容'],
      missing: [],
    });
    const bare = changed((parts) => ({
      ...parts,
      'word/document.xml': strToU8(
        strFromU8(parts['word/document.xml'] ?? new Uint8Array()).replace(/\{\{[^}]*\}\}/g, ''),
      ),
      'word/header.xml': strToU8(
        '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>',
      ),
    }));
    expect((await checkPlanTemplate(bare)).missing).toEqual([...REQUIRED_PLACEHOLDERS]);
  });

  it('raw XML and names of an object’s own machinery are no placeholders', async () => {
    expect(
      (await checkPlanTemplate(withText('{{constructor}} {{__proto__}} {{问题.length}}'))).unknown,
    ).toEqual(['constructor', '__proto__', '问题.length']);
    const raw = await checkPlanTemplate(withText('{{@标题}}')).then(
      ({ unknown }) => unknown,
      () => ['refused'],
    );
    expect(raw).toHaveLength(1);
    expect(await fill(withText('{{constructor}}'))).not.toContain('function');
  });
});

describe('hostile templates', () => {
  const relations = (target: string, type: string) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}" TargetMode="External"/></Relationships>`;
  const bomb = zipSync({
    ...unzipSync(SAMPLE),
    'word/media/image1.xml': new Uint8Array(11 * 1024 * 1024),
  });

  it.each([
    ['text', strToU8('不是 Word'), 'not_docx'],
    ['a ZIP of something else', zipSync({ 'a.txt': strToU8('a') }), 'not_docx'],
    ['half a file', SAMPLE.slice(0, SAMPLE.length / 2), 'not_docx'],
    ['too many bytes', new Uint8Array(MAX_TEMPLATE_BYTES + 1), 'too_large'],
    ['a ZIP bomb', bomb, 'too_large'],
    ['macros', withPart('word/vbaProject.bin', 'x'), 'forbidden'],
    ['controls', withPart('word/activeX/activeX1.xml', '<a/>'), 'forbidden'],
    ['an embedded object', withPart('word/embeddings/oleObject1.bin', 'x'), 'forbidden'],
    [
      'an entity',
      withPart('word/footnotes.xml', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
      'forbidden',
    ],
    [
      'a template from elsewhere',
      withPart('word/_rels/settings.xml.rels', relations('http://evil.example/t.dotm', 'attachedTemplate')),
      'forbidden',
    ],
    [
      'a picture from elsewhere',
      withPart('word/_rels/document2.xml.rels', relations('http://evil.example/p.png', 'image')),
      'forbidden',
    ],
    [
      'a field that runs',
      withText('</w:t></w:r><w:r><w:instrText>DDEAUTO cmd</w:instrText></w:r><w:r><w:t>'),
      'forbidden',
    ],
    ['braces left open', withText('{{单位'), 'syntax'],
    ['a list left open', withText('{{#问题}}'), 'syntax'],
    [
      'a link to a page',
      withPart('word/_rels/x.xml.rels', relations('https://example.cn', 'hyperlink')),
      'taken',
    ],
  ] as const)('%s', async (_name, bytes, expected) => {
    expect(await refusal(bytes)).toBe(expected);
  });
});
