// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Client } from '@xuncha/contracts';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { ApiProvider } from '../../../api/client-context.ts';
import { MeProvider } from '../../../api/me.ts';
import { createQueryClient } from '../../../api/query-client.ts';
import { loadAllTexts, startI18n } from '../../../i18n/index.ts';
import { ControlsTheme } from '../../../layout/ControlsTheme.tsx';
import { Theme } from '../../../layout/Theme.tsx';
import { ExportButton } from './ExportButton.tsx';

const ME = JSON.stringify({
  userId: 'u1',
  current: { tenantId: 'unit', tenantKind: 'unit' },
  actions: { 'finding.export': 'tenant' },
});

/** A server that takes an export when it is told to. */
let taken: () => Promise<void>;
const client: Client = {
  async call(id) {
    if (id === 'ledgerExports.create')
      await new Promise<void>((resolve) => {
        taken = () => act(async () => resolve());
      });
    const data = { id: 'e1', status: 'queued', looked: 0, total: 10 };
    return { data: JSON.parse(JSON.stringify(data)), etag: undefined };
  },
};

const open = () =>
  render(
    <QueryClientProvider client={createQueryClient()}>
      <ApiProvider value={{ client, membership: 'm1' }}>
        <MeProvider value={JSON.parse(ME)}>
          <Theme>
            <ControlsTheme>
              <ExportButton tenantId="unit" query="" />
            </ControlsTheme>
          </Theme>
        </MeProvider>
      </ApiProvider>
    </QueryClientProvider>,
  );
const ask = () => userEvent.setup().click(screen.getByRole('button', { name: /导出/ }));
const isMaking = () => screen.getByRole('button', { name: /导出/ }).matches('.ant-btn-loading');

beforeAll(async () => {
  await startI18n();
  await loadAllTexts();
});
afterEach(cleanup);

it('an export that the server takes after the page was left is known to whoever comes back', async () => {
  const page = open();
  await ask();
  page.unmount();
  const again = open();
  expect(isMaking()).toBe(false);
  await taken();
  await expect.poll(isMaking).toBe(true);
  again.unmount();
  open();
  expect(isMaking()).toBe(true);
});
