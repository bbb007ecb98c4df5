import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { Desk } from './desk.ts';
import { Office } from './office.ts';

const TENANT = 'bhcyc';
const office = new Office();

const findingPath = async (no: string): Promise<string> => {
  const { data } = await office.cloud.as('bhcyc-office').call('findings.list', {
    params: { tenantId: TENANT },
    query: { limit: 100 },
  });
  return `/t/${TENANT}/findings/${data.items.find((finding) => finding.no === no)?.id}`;
};
const background = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const chooseAppearance = async (page: Page, appearance: string): Promise<void> => {
  await page.locator('.user-button').click();
  await page.locator('.header-menu').getByText(appearance, { exact: true }).click();
};

describe('a printed finding', () => {
  office.check(
    'is a clean paper with unit, number, and who printed it, also for whoever works in the dark',
    async () => {
      const desk = await office.desk('bhcyc-office');
      const { page } = desk;
      await page.emulateMedia({ colorScheme: 'dark', media: 'screen' });
      await desk.goto(await findingPath('3'));
      await page.getByTestId('measure').first().waitFor();
      const dark = await background(page);
      await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
      await page.locator(':root[data-appearance="light"]').waitFor({ state: 'attached' });
      expect(await background(page)).not.toBe(dark);
      const head = page.getByTestId('print-head');
      for (const text of ['北河采油厂', '内部资料', '打印人：何静怡'])
        await head.getByText(text).first().waitFor();
      await page.locator('main').getByText('第 3 号问题').first().waitFor();
      await head.getByText(/^打印时间：\d{4}-\d\d-\d\d \d\d:\d\d$/).waitFor();
      for (const part of ['.app-header', '.app-side', '.page-back'])
        expect(await page.locator(part).isVisible(), part).toBe(false);
      expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0);
      // What is folded on the screen is on the paper.
      expect(await page.locator('details.why p').first().isVisible()).toBe(true);
      await page.emulateMedia({ colorScheme: 'light', media: 'screen' });
      expect(await head.isVisible()).toBe(false);
    },
  );
});

/** Radicals that a font draws with the same glyph as a word, and that Unicode does not fold into it. */
const RADICALS: Readonly<Record<string, string>> = {
  '⻚': '页',
  '⻓': '长',
  '⻔': '门',
  '⻋': '车',
  '⻅': '见',
  '⻉': '贝',
};
const asWritten = (text: string): string =>
  text
    .replaceAll(/\s/g, '')
    .replaceAll(/[\u2e80-\u2fd5]/g, (radical) => RADICALS[radical] ?? radical.normalize('NFKC'));

/** The words of each page of paper, without the blanks that drawing puts between them. */
const sheetsOf = async (pdf: Uint8Array): Promise<string[]> => {
  const reading = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  const paper = await reading.promise;
  const sheets: string[] = [];
  for (let number = 1; number <= paper.numPages; number += 1) {
    const { items } = await (await paper.getPage(number)).getTextContent();
    sheets.push(asWritten(items.map((item) => ('str' in item ? item.str : '')).join('')));
  }
  await reading.destroy();
  return sheets;
};

/** Who prints what: the page, and words that stand on its paper. */
const PAPERS: readonly {
  readonly what: string;
  readonly login: string;
  readonly path: () => Promise<string>;
  /** Of a list of links: the first that leads to one thing. */
  readonly follow?: RegExp;
  readonly search?: string;
  readonly says: readonly string[];
  /** The head of its table stands on every page that has lines of it. */
  readonly head?: string;
}[] = [
  {
    what: 'finding',
    login: 'bhcyc-office',
    path: () => findingPath('3'),
    says: ['整改措施', '办理记录', '反馈送达'],
  },
  {
    what: 'ledger',
    login: 'bhcyc-office',
    path: async () => `/t/${TENANT}/ledger`,
    says: ['问题台账', '合同管理不够严格', '落实以往巡察、审计整改不彻底'],
    head: '责任部门',
  },
  {
    what: 'ledger of a filtered and sorted view',
    login: 'bhcyc-office',
    path: async () => `/t/${TENANT}/ledger?view=open&state=rectifying,closing&due=open&order=-no`,
    says: ['筛选：状态：整改中、销号中；期限：未销号', '视图：未销号（已调整）；排序：按编号降序'],
    head: '责任部门',
  },
  {
    what: 'acknowledgement sheet',
    login: 'bhcyc-office',
    path: async () => `/t/${TENANT}/plans`,
    follow: /\/plans\/[^/]+$/,
    search: '?tab=acknowledgement',
    says: [
      '北河采油厂巡察反馈问题认领单',
      '问题表述（反馈原文）',
      '逐项认领如下：已认领',
      '被巡察单位主要负责人（签字）：',
      '单位（盖章）：',
    ],
    head: '认领意见',
  },
  {
    what: 'task list of the plan',
    login: 'bhcyc-office',
    path: async () => `/t/${TENANT}/plans`,
    follow: /\/plans\/[^/]+$/,
    search: '?tab=tasks',
    says: ['任务清单', '对11份合同逐份说明原因', '建立工程余料台账'],
    head: '序号',
  },
  {
    what: 'report',
    login: 'bhcyc-office',
    path: async () => `/t/${TENANT}/duties`,
    follow: /\/duties\/[^/]+$/,
    says: ['整改进展数据', '立行立改', '合同管理不够严格'],
  },
  {
    what: 'supervision order',
    login: 'bhcyc-office',
    path: async () => `/t/${TENANT}/orders`,
    follow: /\/orders\/[^/]+$/,
    says: ['督办要求', '升级督办'],
  },
  {
    what: 'board',
    login: 'bhcyc-office',
    path: async () => `/t/${TENANT}/board`,
    says: ['六道关口', '四项目标', '五本台账'],
  },
  {
    what: 'effect chart',
    login: 'bhcyc-office',
    path: async () => `/t/${TENANT}/effect`,
    says: ['整改过程', '占发现'],
  },
  { what: 'board of all units', login: 'hq-inspection', path: async () => '/board', says: ['关口总览'] },
];

describe('every paper', () => {
  for (const { what, login, path, follow, search = '', says, head } of PAPERS)
    office.check(
      `the ${what} says on each page what it is, who printed it when, and which page it is`,
      async () => {
        const desk = await office.desk(login);
        const { page } = desk;
        await page.emulateMedia({ colorScheme: 'dark', media: null });
        await desk.goto(await path());
        await page.waitForLoadState('networkidle');
        if (follow) {
          const links = await page.evaluate(() => [...document.links].map(({ pathname }) => pathname));
          const one = links.find((link) => follow.test(link));
          expect(one, what).toBeDefined();
          await desk.goto(`${one}${search}`);
        }
        await page.locator('h1').waitFor();
        await page.waitForLoadState('networkidle');
        const title = asWritten(await page.locator('h1').innerText());
        let sheets: readonly string[] = [];
        // Where no Chinese font is installed, only figures are drawn.
        let legible = false;
        /** What is one line of a table is on one page. A heading may be there long before what it heads. */
        const missing = async (): Promise<string[]> => {
          sheets = await sheetsOf(await page.pdf({ preferCSSPageSize: true }));
          legible = /\p{Script=Han}/u.test(sheets.join(''));
          return legible ? says.filter((text) => !sheets.some((sheet) => sheet.includes(text))) : [];
        };
        await expect.poll(missing, { message: what }).toEqual([]);
        for (const [at, sheet] of sheets.entries()) {
          const place = `${what}, page ${at + 1}`;
          expect(sheet, place).toMatch(/\d{4}-\d\d-\d\d\d\d:\d\d/);
          if (!legible) continue;
          expect(sheet, place).toContain(title);
          expect(sheet, place).toContain('内部资料');
          expect(sheet, place).toMatch(/打印人：.+打印时间：\d{4}-\d\d-\d\d\d\d:\d\d/);
          expect(sheet, place).toContain(`第${at + 1}页，共${sheets.length}页`);
          if (head) expect(sheet, place).toContain(head);
          // Navigation, buttons and upload fields stay on the screen.
          for (const absent of ['我的待办', '代理授权', '严禁上传涉密文件', '展开全部'])
            expect(sheet, place).not.toContain(absent);
        }
        await page.emulateMedia({ colorScheme: 'light', media: null });
        expect(desk.complaints).toEqual([]);
      },
    );
});

describe('light and dark', () => {
  office.check('is the choice of a person, and stays', async () => {
    const desk = await Desk.open(office.browser, office.cloud.url);
    const { page } = desk;
    await desk.signIn('bhcyc-office');
    await page.locator(':root[data-appearance="light"]').waitFor({ state: 'attached' });
    await chooseAppearance(page, '深色');
    await page.locator(':root[data-appearance="dark"]').waitFor({ state: 'attached' });
    await page.reload();
    await page.locator(':root[data-appearance="dark"]').waitFor({ state: 'attached' });
    await page.locator('.user-button').click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByRole('button', { name: '重新登录' }).click();
    await page.getByRole('button', { name: /· bhcyc-jiwei$/ }).click();
    // Another person at the same computer has made no choice.
    await page.locator('.user-button').waitFor();
    await page.locator(':root[data-appearance="light"]').waitFor({ state: 'attached' });
    expect(desk.complaints).toEqual([]);
    await desk.leave();
  });
});

describe('the style sheet', () => {
  const sheet = ['styles', 'print']
    .map((name) => readFileSync(join(import.meta.dirname, `../../web/src/${name}.css`), 'utf8'))
    .join('\n');
  /** Colours outside of the two palettes would stay light in the dark. */
  const strayColours = (css: string): string[] =>
    css
      .replaceAll(/:root(\[data-appearance="dark"\])? \{[^}]*\}/g, '')
      .match(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/gi) ?? [];

  it('names colours in the palettes only', () => {
    expect(strayColours(sheet)).toEqual([]);
    expect(strayColours(':root {\n --a: #fff;\n}\n.b { color: #12355b; }')).toEqual(['#12355b']);
  });
});
