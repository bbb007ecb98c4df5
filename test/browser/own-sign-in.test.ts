import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect } from 'vitest';
import { startUnitProvider, type UnitProvider } from '../engine/unit-provider.ts';
import { Desk, PHONE_SCREEN } from './desk.ts';
import { Office } from './office.ts';

const UNIT = 'bhcyc';
const SETTINGS = `/t/${UNIT}/settings`;
const PERSON = { sub: 'u-1001', name: '申屠远', title: '信息中心', tenant: '北河采油厂' };

const office = new Office();
const directory = mkdtempSync(join(tmpdir(), 'xuncha-unit-'));
let provider: UnitProvider | undefined;
let link = '';
afterAll(async () => {
  await provider?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const started = (): UnitProvider => {
  if (!provider) throw new Error('the unit’s provider has not been started');
  return provider;
};
const openTab = async (desk: Desk): Promise<void> => {
  await desk.goto(SETTINGS);
  await desk.page.getByRole('tab', { name: '统一身份认证' }).click();
};
/** The provider's page, where one click signs in. */
const signInAs = (desk: Desk, login: string) =>
  desk.page.getByRole('button', { name: new RegExp(`· ${login}$`) }).click();
const isIn = (desk: Desk) => desk.page.getByRole('button', { name: /申屠远/ }).waitFor();

describe('a unit with an identity provider of its own', () => {
  office.step('is registered by HQ, at an allowed address', async () => {
    provider = await startUnitProvider({
      dataDir: directory,
      webOrigin: office.cloud.url,
      accounts: [PERSON],
    });
    const { registration } = provider;
    const hq = await office.desk('hq-admin');
    await openTab(hq);
    await hq.page.getByText('未登记。').waitFor();
    await hq.page.getByRole('button', { name: '登记', exact: true }).click();
    const form = hq.dialog('统一身份认证');
    await form.getByLabel('认证服务地址（issuer）').fill('https://sso.elsewhere.example');
    await form.getByLabel('客户端编号（client ID）').fill(registration.clientId);
    await form.getByLabel('令牌受众（audience）').fill(registration.audience);
    await form.getByRole('button', { name: '保存' }).click();
    await form
      .getByText(/尚未列入系统允许的范围/)
      .first()
      .waitFor();
    await form.getByLabel('认证服务地址（issuer）').fill(registration.issuer);
    await form.getByRole('button', { name: '保存' }).click();
    await form.waitFor({ state: 'hidden' });
    await hq.page.getByText('增加人员时选').waitFor();
    link = await hq.page.getByLabel('本单位登录链接').inputValue();
    expect(link).toContain(`${office.cloud.url}/sign-in#issuer=`);
    await hq.picture('own-sign-in-settings');
    await office.leave('hq-admin');
  });

  office.step('sees its state and link, and adds people who sign in with it', async () => {
    const admin = await office.desk('bhcyc-admin');
    await openTab(admin);
    expect(await admin.page.getByLabel('本单位登录链接').inputValue()).toBe(link);
    await admin.page.getByText('由集团管理员登记或取消').waitFor();
    expect(await admin.page.getByRole('button', { name: '取消登记' }).count()).toBe(0);
    await admin.page.getByRole('tab', { name: '人员' }).click();
    await admin.page.getByRole('button', { name: '增加人员' }).click();
    const form = admin.dialog('增加人员');
    await form.getByText('填写该人员在本单位认证服务中的 sub').waitFor();
    await form.getByLabel('姓名').fill(PERSON.name);
    await form.getByLabel('登录名').fill(PERSON.sub);
    await admin.choose(form, '角色', '整改办');
    await admin.picture('own-sign-in-member');
    await form.getByRole('button', { name: '保存' }).click();
    await form.waitFor({ state: 'hidden' });
    const row = admin.page.getByTestId('member-row').filter({ hasText: PERSON.name });
    await row.getByText('本单位统一身份认证').waitFor();
    await office.leave('bhcyc-admin');
  });

  office.step('is signed in to by its link, on a phone as well, and remembered', async () => {
    const desk = await Desk.open(office.browser, office.cloud.url, PHONE_SCREEN);
    await desk.page.goto(link);
    await desk.page.getByText(new URL(started().registration.issuer).host).waitFor();
    await desk.picture('own-sign-in-phone');
    await desk.page.getByRole('button', { name: '前往登录' }).click();
    await signInAs(desk, PERSON.sub);
    await isIn(desk);
    // A new tab with the plain address: the browser remembers where to sign in, and the provider the person.
    const tab = await desk.context.newPage();
    await tab.goto(office.cloud.url);
    await tab.getByRole('button', { name: /申屠远/ }).waitFor();
    await tab.close();
    // The person belongs to this unit only.
    await desk.goto('/t/dhlh/ledger');
    await desk.page.getByText('您没有这项权限').first().waitFor();
    await desk.goto('/');
    await desk.page.getByRole('button', { name: /申屠远/ }).click();
    await desk.page.getByRole('button', { name: '退出登录' }).click();
    await desk.page.getByText('您已退出登录').waitFor();
    await desk.picture('own-sign-in-out');
    await desk.page.getByRole('button', { name: '改用集团统一身份认证登录' }).click();
    await signInAs(desk, 'bhcyc-office');
    await desk.page.getByRole('button', { name: /何静怡/ }).waitFor();
    expect(desk.complaints).toEqual([]);
    await desk.leave();
  });

  office.step('is asked nothing by a link that leads elsewhere', async () => {
    const desk = await Desk.open(office.browser, office.cloud.url);
    const asked: string[] = [];
    desk.page.on('request', (request) => asked.push(new URL(request.url()).host));
    const elsewhere = encodeURIComponent('https://sso.elsewhere.example');
    await desk.goto(`/sign-in#issuer=${elsewhere}&client=x&scope=openid`);
    await desk.page.getByText('登录链接不完整或不可用').waitFor();
    expect(await desk.page.getByRole('button', { name: '前往登录' }).count()).toBe(0);
    expect(new Set(asked)).toEqual(new Set([new URL(office.cloud.url).host]));
    await desk.picture('own-sign-in-invalid');
    await desk.leave();
  });

  office.step(
    'is refused at once when HQ takes it away, and the group’s sign-in is one click away',
    async () => {
      const person = await Desk.open(office.browser, office.cloud.url);
      await person.page.goto(link);
      await person.page.getByRole('button', { name: '前往登录' }).click();
      await signInAs(person, PERSON.sub);
      await isIn(person);
      const hq = await office.desk('hq-admin');
      await openTab(hq);
      await hq.page.getByRole('button', { name: '取消登记' }).click();
      await hq.dialog('取消登记').getByRole('button', { name: '取消登记' }).click();
      await hq.page.getByText('未登记。').waitFor();
      await office.leave('hq-admin');
      await person.goto('/delegations');
      const expired = person.dialog('登录已过期');
      await expired.waitFor();
      await expired.getByRole('button', { name: '改用集团统一身份认证登录' }).click();
      await signInAs(person, 'bhcyc-office');
      await person.page.getByRole('button', { name: /何静怡/ }).waitFor();
      await person.leave();
    },
  );
});
