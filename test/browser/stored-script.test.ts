import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { createClient, ProblemError } from '@xuncha/contracts';
import { addCalendarDays, shanghaiDateOf } from '@xuncha/domain';
import { type LocalCloud, startLocalCloud } from '@xuncha/local';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareAssembly } from '../../scripts/prepare-assembly.ts';
import { DEMO_ACCOUNTS, seedDemo } from '../../scripts/seed-demo.ts';
import { dynamoOf, tableNameOf } from '../journeys/bench.ts';
import { launchBrowser } from './chromium.ts';
import { Desk } from './desk.ts';

/**
 * Every text that a person can have written is turned into an attack where it lies, in the table: whatever the
 * checks at the door let in some day, no page may run it. Then everybody looks at all pages.
 */

const UNIT = 'bhcyc';
/** Elements that run code, links that do, templates, and marks that turn the line around. */
const PAYLOAD = [
  '<script data-xss>window.__xss=1</script>',
  '<img data-xss src=x onerror="window.__xss=2;alert(2)">',
  '<svg data-xss onload="window.__xss=3"></svg>',
  '<a data-xss href="javascript:window.__xss=4">x</a>',
  '"\'><iframe data-xss srcdoc="<script>parent.__xss=5</script>"></iframe>',
  '{{constructor.constructor("window.__xss=6")()}}$'.concat('{window.__xss=7}'),
  'javascript:window.__xss=8',
  '\u202e倒过来\u202c',
].join('');

const directory = mkdtempSync(join(tmpdir(), 'xuncha-script-'));
let cloud: LocalCloud;
let browser: Browser;
let dynamo: DynamoDBClient;

const as = (login: string) => createClient({ baseUrl: cloud.url, accessToken: () => cloud.tokenFor(login) });

beforeAll(async () => {
  [cloud, browser] = await Promise.all([
    startLocalCloud({
      assemblyDir: await prepareAssembly(() => undefined),
      dataDir: directory,
      port: 0,
      accounts: DEMO_ACCOUNTS,
      quiet: true,
    }),
    launchBrowser(),
  ]);
  await seedDemo({ url: cloud.url, cloud, say: () => undefined });
  await writeMore();
  await cloud.drain();
  dynamo = dynamoOf(cloud);
  await poisonTable();
}, 300_000);
afterAll(async () => {
  await browser?.close();
  dynamo?.destroy();
  await cloud?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const today = (): string => shanghaiDateOf(new Date());

/** What the demonstration leaves out: restricted matters, a delegation, a meeting. */
const writeMore = async (): Promise<void> => {
  const office = as('hq-inspection');
  const about = { unitId: UNIT, round: '2025年第一轮' };
  const { data: choices } = await office.call('restrictedChoices.get', {});
  const interviewerIds = choices.people.slice(0, 2).map(({ membershipId }) => membershipId);
  await office.call('interviews.plan', {
    body: {
      ...about,
      interviewee: '某人',
      post: '科长',
      interviewerIds,
      date: today(),
      place: '会议室',
      topics: ['采购'],
    },
  });
  await office.call('briefings.draft', {
    body: { ...about, addressees: ['group_organisation'], subject: '通报', text: '通报内容' },
  });
  await office.call('referrals.send', {
    body: { ...about, recipient: 'group_discipline', copies: [], subject: '线索', summary: '线索内容' },
  });
  await as('hq-leading').call('meetings.create', {
    body: { title: '领导小组会议', date: '2024-12-05', attendees: ['顾长明'], minutesNo: '纪要4号' },
  });
  const { data: members } = await as('bhcyc-admin').call('members.list', {
    params: { tenantId: UNIT },
    query: { limit: 100 },
  });
  const other = members.items.find(({ login }) => login === 'bhcyc-jiwei');
  await as('bhcyc-office').call('delegations.create', {
    body: {
      toMembershipId: other?.id ?? '',
      validFrom: today(),
      validTo: addCalendarDays(today(), 7),
      reason: '出差',
    },
  });
  const { etag: ifMatch } = await office.call('limits.get', { params: { tenantId: UNIT } });
  await office.call('limits.set', {
    params: { tenantId: UNIT },
    ifMatch,
    body: { effectiveFrom: addCalendarDays(today(), 30), limits: {}, reason: '试行' },
  });
};

const CHINESE = /\p{Script=Han}/u;
let poisoned = 0;
/** A text in Chinese is one that somebody wrote: ids, states and keys have none. */
const poison = (value: unknown): unknown => {
  if (typeof value === 'string') {
    if (!CHINESE.test(value)) return value;
    poisoned += 1;
    return `${value}${PAYLOAD}`;
  }
  if (Array.isArray(value)) return value.map(poison);
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poison(inner)]));
};

const poisonTable = async (): Promise<void> => {
  const TableName = tableNameOf(cloud);
  let ExclusiveStartKey: ScanCommand['input']['ExclusiveStartKey'];
  do {
    const page = await dynamo.send(new ScanCommand({ TableName, ExclusiveStartKey }));
    for (const raw of page.Items ?? []) {
      const item = unmarshall(raw);
      const next = poison(item) as Record<string, unknown>;
      const keys = Object.entries(item).filter(([name]) => /^(pk|sk)$|(Pk|Sk)$/.test(name));
      const Item = marshall({ ...next, ...Object.fromEntries(keys) }, { removeUndefinedValues: true });
      await dynamo.send(new PutItemCommand({ TableName, Item }));
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  expect(poisoned, 'texts were found').toBeGreaterThan(200);
};

/** What ran, what became an element or a link, and what the policy refused. */
const traces = (page: Page) =>
  page.evaluate(() => ({
    ran: Reflect.get(window, '__xss') ?? null,
    elements: document.querySelectorAll('[data-xss]').length,
    links: [...document.querySelectorAll('[href],[src],[action]')].filter((one) =>
      ['href', 'src', 'action'].some((name) => /^\s*javascript:/i.test(one.getAttribute(name) ?? '')),
    ).length,
    refused: Reflect.get(window, '__refused'),
    shown:
      document.body.innerText.includes('window.__xss=1') ||
      [...document.querySelectorAll('input,textarea')].some((one) =>
        (one as HTMLInputElement).value.includes('window.__xss=1'),
      ),
  }));

const HARMLESS = { ran: null, elements: 0, links: 0, refused: [] };

const open = async (login: string): Promise<{ desk: Desk; dialogs: string[] }> => {
  const desk = await Desk.open(browser, cloud.url);
  const dialogs: string[] = [];
  desk.page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await desk.context.addInitScript(() => {
    const refused: string[] = [];
    Reflect.set(window, '__refused', refused);
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      refused.push(`${violatedDirective} ${blockedURI} ${sample}`);
    });
  });
  await desk.signIn(login);
  return { desk, dialogs };
};

/** Looks at a page and behind each of its tabs; answers whether an attack stood there as text. */
const look = async ({ page, url }: Desk, path: string): Promise<boolean> => {
  await page.goto(`${url}${path}`);
  await page.waitForLoadState('networkidle');
  let shown = false;
  const tabs = page.getByRole('tab');
  for (let index = 0; index < Math.max(1, await tabs.count()); index += 1) {
    if ((await tabs.count()) > 0) {
      await tabs.nth(index).click();
      await page.waitForLoadState('networkidle');
    }
    const { shown: here, ...seen } = await traces(page);
    expect(seen, `${path}, tab ${index}`).toEqual(HARMLESS);
    shown ||= here;
  }
  return shown;
};

const findingPaths = async (login: string): Promise<string[]> => {
  const { data } = await as(login).call('findings.list', {
    params: { tenantId: UNIT },
    query: { limit: 100 },
  });
  const ofState = new Map(data.items.map(({ id, state }) => [state, `/t/${UNIT}/findings/${id}`]));
  return [...ofState.values()];
};

const meetingPaths = async (login: string): Promise<string[]> => {
  const { data } = await as(login).call('meetings.list', { query: { limit: 1 } });
  return data.items.map(({ id }) => `/meetings/${id}`);
};

const unitPages = (...names: readonly string[]): string[] => names.map((name) => `/t/${UNIT}/${name}`);

const VISITS: readonly (readonly [login: string, paths: () => Promise<string[]>])[] = [
  ['hq-admin', async () => ['/', '/tenants', '/delegations', ...unitPages('settings', 'ledger')]],
  [
    'hq-inspection',
    async () => [
      '/',
      ...(await findingPaths('hq-inspection')),
      ...unitPages('ledger', 'imports', 'batches', 'archives', 'fixity'),
      ...['interviews', 'briefings', 'leader-feedback', 'referrals'].map((folder) => `/restricted/${folder}`),
      '/restricted',
      '/interview-counts',
      '/fixity',
    ],
  ],
  ['hq-leading', async () => ['/meetings', ...(await meetingPaths('hq-leading'))]],
  [
    'bhcyc-office',
    async () => [
      '/',
      ...(await findingPaths('bhcyc-office')),
      '/delegations',
      ...unitPages('ledger', 'imports', 'batches', 'archives'),
    ],
  ],
  ['bhcyc-admin', async () => ['/', ...unitPages('settings')]],
  ['hq-jiwei', async () => ['/', '/restricted', '/restricted/referrals']],
];

describe('attacks that lie in the data', () => {
  it.each(VISITS)(
    'do not run before %s',
    async (login, paths) => {
      const { desk, dialogs } = await open(login);
      const shown: string[] = [];
      for (const path of await paths()) if (await look(desk, path)) shown.push(path);
      expect(dialogs).toEqual([]);
      expect(desk.complaints).toEqual([]);
      expect(shown.length, 'attacks are shown as text').toBeGreaterThan(0);
      await desk.leave();
    },
    300_000,
  );

  it('would be refused by the browser itself, were a page to write them as markup', async () => {
    const { desk, dialogs } = await open('bhcyc-office');
    const outcome = await desk.page.evaluate(() => {
      const refusedBy = (attempt: () => void): string => {
        try {
          attempt();
          return 'written';
        } catch (error) {
          return String(error).split(':')[0] ?? '';
        }
      };
      const script = document.createElement('script');
      return {
        markup: refusedBy(() => {
          document.createElement('div').innerHTML = '<img src=x onerror="window.__xss=9">';
        }),
        text: refusedBy(() => {
          script.textContent = 'window.__xss=10';
        }),
        address: refusedBy(() => {
          script.src = 'https://elsewhere.example/x.js';
        }),
        style: refusedBy(() => {
          document.createElement('style').innerHTML = '.a>.b{color:red}';
        }),
      };
    });
    expect(outcome).toEqual({
      markup: 'TypeError',
      text: 'TypeError',
      address: 'TypeError',
      style: 'written',
    });
    expect(dialogs).toEqual([]);
    await desk.leave();
  });
});

describe('a file with scripts', () => {
  const SCRIPT = '<script>alert(1)</script>';

  /** Registers the file and sends it as its page would; answers where it stands after the check. */
  const sendFile = async (fileName: string, content: string) => {
    const office = as('bhcyc-office');
    const query = { state: 'rectifying' as const };
    const { data } = await office.call('findings.list', { params: { tenantId: UNIT }, query });
    const params = { tenantId: UNIT, findingId: data.items[0]?.id ?? '' };
    const { data: seen } = await office.call('findings.get', { params });
    const { data: made } = await office.call('evidence.register', {
      params,
      body: {
        purpose: 'measure',
        measureId: seen.measures[0]?.id ?? '',
        fileName,
        size: Buffer.byteLength(content),
        sha256: createHash('sha256').update(content).digest('hex'),
        contentType: 'text/html',
        formedOn: '2024-10-08',
      },
    });
    const { headers, url } = made.upload;
    expect((await fetch(url, { method: 'PUT', headers, body: content })).status).toBe(200);
    await cloud.drain();
    const evidence = { ...params, evidenceId: made.evidence.id };
    const { data: after } = await office.call('evidence.get', { params: evidence });
    return { office, evidence, status: after.status };
  };

  it.each(['页面.html', '图.svg', '脚本.js', '网页.mht', '页面.xhtml'])(
    '%s is not taken',
    async (fileName) => {
      await expect(sendFile(fileName, SCRIPT)).rejects.toMatchObject({ status: 422 });
    },
  );

  it.each(['图.png', '报告.pdf'])(
    'is refused under the name %s, which its content is not',
    async (fileName) => {
      const { office, evidence, status } = await sendFile(fileName, `${SCRIPT}${fileName}`);
      expect(status).toBe('refused');
      for (const id of ['evidence.download', 'evidence.preview'] as const)
        await expect(office.call(id, { params: evidence })).rejects.toBeInstanceOf(ProblemError);
    },
  );

  it('is saved, not opened, where it is plain text', async () => {
    const { office, evidence, status } = await sendFile('文字.txt', SCRIPT);
    expect(status).toBe('verified');
    const { data: link } = await office.call('evidence.download', { params: evidence });
    const answer = await fetch(link.url);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    const { desk, dialogs } = await open('bhcyc-office');
    const downloaded = await desk.download(async () => {
      await desk.page.goto(link.url).catch(() => undefined);
    });
    expect(downloaded.suggestedFilename()).toBe('文字.txt');
    // Shown on the page it is words, too.
    await desk.goto(`/t/${evidence.tenantId}/findings/${evidence.findingId}`);
    await desk.page.getByRole('button', { name: '查看：文字.txt' }).click();
    await expect.poll(() => desk.page.getByTestId('plain-text').textContent()).toBe(SCRIPT);
    expect(await desk.page.locator('[data-xss]').count()).toBe(0);
    expect(dialogs).toEqual([]);
    await desk.leave();
  });
});
