import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'vitest';
import { bringToMeeting } from '../../scripts/demo/gates.ts';
import { IDLE_MS, WARNING_MS } from '../../web/src/auth/session-limits.ts';
import { DESK_SCREEN, type Desk, PHONE_SCREEN } from './desk.ts';
import { Office } from './office.ts';
import { expectUsable } from './usable.ts';

const TENANT = 'bhcyc';
const LEDGER = join(import.meta.dirname, '../data/问题清单-填报不规范.xlsx');
const office = new Office();

interface Place {
  readonly name: string;
  readonly login: string;
  readonly path: () => string;
  /** What must be on the page before it is judged. */
  readonly shows: (desk: Desk) => Promise<void>;
}

const places = { finding: '', decision: '', import: '' };

/** Opens a tab of the unit's settings and waits for what it holds. */
const tab = (name: string, shows: string) => async (desk: Desk) => {
  await desk.page.getByRole('tab', { name }).click();
  await desk.page.getByText(shows).first().waitFor();
};
const settings = () => `/t/${TENANT}/settings`;
/** Registered, never asked: these checks look at pages only. */
const PROVIDER = {
  issuer: 'http://127.0.0.1:1/realms/unit',
  audience: 'xuncha-unit',
  clientId: 'xuncha-at-unit',
  scope: 'openid profile',
  loginClaim: 'sub' as const,
};

/** Pages by their address alone are judged in every-route.test.ts: these are what opens on them, and what needs a story. */
const PLACES: readonly Place[] = [
  {
    name: 'decision',
    login: 'hq-leading',
    path: () => places.decision,
    shows: async ({ page }) => await page.getByTestId('decision-panel').waitFor(),
  },
  {
    name: 'import',
    login: 'hq-inspection',
    path: () => places.import,
    shows: async ({ page }) => await page.getByTestId('preview-row').first().waitFor(),
  },
  {
    name: 'files chosen for upload',
    login: 'bhcyc-wang',
    path: () => places.finding,
    shows: async ({ page }) => {
      await page.getByRole('button', { name: '上传材料：措施 1' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel(/^把文件拖到这里/).setInputFiles([
        { name: '会议纪要.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') },
        { name: '程序.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') },
      ]);
      await dialog.getByText('程序.exe：不接受这种文件').waitFor();
      await dialog.getByRole('button', { name: '移除“会议纪要.pdf”' }).waitFor();
    },
  },
  {
    name: 'index sheet checked',
    login: 'bhcyc-wang',
    path: () => places.finding,
    shows: async ({ page }) => {
      await page.getByRole('button', { name: '按索引表批量上传' }).click();
      const sheet = Buffer.from('文件名,措施序号\n没有的.pdf,1\n');
      await page
        .getByRole('dialog')
        .getByLabel(/^把材料和索引表拖到这里/)
        .setInputFiles({ name: '索引表.csv', mimeType: 'text/csv', buffer: sheet });
      await page.getByTestId('index-problem').waitFor();
    },
  },
  {
    name: 'limit rules',
    login: 'hq-inspection',
    path: settings,
    shows: tab('时限规则', '历次版本'),
  },
  {
    name: 'limit rules being changed',
    login: 'hq-inspection',
    path: settings,
    shows: async (desk) => {
      await tab('时限规则', '历次版本')(desk);
      await desk.page.getByRole('button', { name: '调整时限规则' }).click();
      await desk.page.getByRole('button', { name: '预览影响' }).waitFor();
    },
  },
  {
    name: 'visits of HQ',
    login: 'bhcyc-secretary',
    path: settings,
    shows: tab('集团查阅记录', '沈知行'),
  },
  {
    name: 'unit’s own sign-in',
    login: 'hq-admin',
    path: settings,
    shows: tab('统一身份认证', '本单位登录链接'),
  },
  {
    name: 'unit’s own sign-in being changed',
    login: 'hq-admin',
    path: settings,
    shows: async (desk) => {
      await tab('统一身份认证', '本单位登录链接')(desk);
      await desk.page.getByRole('button', { name: '修改登记' }).click();
      await desk.dialog('统一身份认证').getByText('照认证服务公布的').waitFor();
      // Half faded in, colours have no contrast yet.
      await desk.page.locator('.ant-zoom-appear').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'sign-in link',
    login: 'hq-admin',
    path: () => `/sign-in#${new URLSearchParams({ issuer: PROVIDER.issuer, client: 'x', scope: 'openid' })}`,
    shows: async ({ page }) => await page.getByRole('button', { name: '前往登录' }).waitFor(),
  },
  {
    name: 'retention',
    login: 'bhcyc-admin',
    path: settings,
    shows: tab('保管期限', '保管期限由集团管理员设置'),
  },
  {
    name: 'interview',
    login: 'hq-team',
    path: () => '/restricted',
    shows: async (desk) => {
      await desk.page.getByRole('link', { name: '打开：程万里' }).click();
      await desk.heading('谈话：程万里').waitFor();
    },
  },
  {
    name: 'interview being planned',
    login: 'hq-inspection',
    path: () => '/restricted/interviews',
    shows: async (desk) => {
      await desk.page.getByRole('button', { name: '登记谈话计划' }).click();
      await desk.dialog('登记谈话计划').waitFor();
    },
  },
  {
    name: 'clue',
    login: 'hq-jiwei',
    path: () => '/restricted/referrals',
    shows: async ({ page }) => {
      await page.getByRole('link', { name: '打开：物资采购' }).click();
      await page.getByTestId('restricted-step').first().waitFor();
    },
  },
];

/** A case before the leading group, a meeting, and a preview with faults. */
const prepare = async (): Promise<void> => {
  const { cloud } = office;
  const leading = cloud.as('hq-leading');
  const { data: findings } = await leading.call('findings.list', {
    params: { tenantId: TENANT },
    query: { limit: 100 },
  });
  const idOf = (no: string): string => findings.items.find((finding) => finding.no === no)?.id ?? '';
  places.finding = `/t/${TENANT}/findings/${idOf('1')}`;
  places.decision = `/t/${TENANT}/findings/${idOf('3')}#closeout`;
  await bringToMeeting(
    (login) => cloud.as(login),
    { tenantId: TENANT, findingId: idOf('3') },
    { checker: 'bhcyc-jiwei', consultant: 'hq-function', secretary: 'bhcyc-secretary' },
  );
  await leading.call('meetings.create', {
    body: { title: '领导小组2024年第四次会议', date: '2024-12-05', attendees: ['顾长明', '沈知行'] },
  });
  const content = await readFile(LEDGER);
  await cloud.as('hq-admin').call('tenants.setIdentityProvider', {
    params: { tenantId: TENANT },
    body: { provider: PROVIDER },
  });
  const { data } = await cloud.as('hq-inspection').call('imports.register', {
    params: { tenantId: TENANT },
    body: {
      fileName: '问题清单-填报不规范.xlsx',
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    },
  });
  await fetch(data.upload.url, { method: 'PUT', headers: data.upload.headers, body: content });
  places.import = `/t/${TENANT}/imports/${data.import.id}`;
};

describe('what opens on a page', () => {
  office.step('has something to show', prepare);

  for (const screen of [DESK_SCREEN, PHONE_SCREEN])
    for (const { name, login, path, shows } of PLACES)
      office.check(`${name} fits ${screen.width} pixels and everybody can use it`, async () => {
        const desk = await office.desk(login, screen);
        await desk.goto(path());
        await shows(desk);
        await expectUsable(desk.page);
      });

  for (const screen of [DESK_SCREEN, PHONE_SCREEN])
    office.check(`the warning before a session ends fits ${screen.width} pixels`, async () => {
      const desk = await office.desk('dhlh-secretary', screen);
      await desk.page.clock.install();
      await desk.goto('/');
      await desk.heading('我的待办').first().waitFor();
      await desk.page.clock.fastForward(IDLE_MS - WARNING_MS + 2_000);
      await desk.dialog('即将自动退出').waitFor();
      await expectUsable(desk.page);
    });

  office.check('the menu of a phone leads on', async () => {
    const { page } = await office.desk('bhcyc-office', PHONE_SCREEN);
    await page.getByRole('button', { name: '打开菜单' }).click();
    await page.getByRole('dialog').getByRole('link', { name: '问题台账' }).click();
    await page.getByTestId('finding-row').first().waitFor();
    await page.getByRole('link', { name: /理论学习/ }).click();
    await page.getByRole('heading', { name: '整改措施' }).waitFor();
  });

  office.check('a decision can be made on a phone', async () => {
    const desk = await office.desk('hq-leading', PHONE_SCREEN);
    await desk.goto(places.decision);
    const panel = desk.page.getByTestId('decision-panel');
    await panel.getByText('通过', { exact: true }).click();
    await desk.choose(panel, '领导小组会议', '2024-12-05 领导小组2024年第四次会议');
    await panel.getByRole('button', { name: '提交决定' }).click();
    await desk.page
      .getByText(/已销号，编号/)
      .first()
      .waitFor();
    await expectUsable(desk.page);
  });
});
