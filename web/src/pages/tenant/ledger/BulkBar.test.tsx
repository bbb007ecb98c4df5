// @vitest-environment happy-dom

import { QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Client } from '@xuncha/contracts';
import { useState } from 'react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { ApiProvider } from '../../../api/client-context.ts';
import { MeProvider } from '../../../api/me.ts';
import { createQueryClient } from '../../../api/query-client.ts';
import type { LedgerLine } from '../../../api/types.ts';
import { loadAllTexts, startI18n } from '../../../i18n/index.ts';
import { ControlsTheme } from '../../../layout/ControlsTheme.tsx';
import { Theme } from '../../../layout/Theme.tsx';
import { BulkBar } from './BulkBar.tsx';

const LINES = ['f1', 'f2', 'f3', 'f4'].map(
  (id): Pick<LedgerLine, 'id' | 'no' | 'title' | 'possible'> => ({
    id,
    no: id,
    title: '采购未公开招标',
    possible: ['findings.acknowledge'],
  }),
);
const ME = JSON.stringify({
  userId: 'u1',
  current: { tenantId: 'unit', tenantKind: 'unit' },
  actions: { 'finding.acknowledge': 'tenant' },
});

/** Of all that is sent the server refuses f2, when it is told to answer. */
let answered: () => Promise<void>;
let choose: (ids: readonly string[]) => void;
let chosen: readonly string[];
const client: Client = {
  async call(_id, input) {
    const { body } = JSON.parse(JSON.stringify(input));
    await new Promise<void>((resolve) => {
      answered = () => act(async () => resolve());
    });
    const results = body.findingIds.map((findingId: string) =>
      findingId === 'f2'
        ? { findingId, ok: false, problem: { code: 'state_changed', detail: '状态已变' } }
        : { findingId, ok: true },
    );
    return { data: JSON.parse(JSON.stringify({ results })), etag: undefined };
  },
};

const Ledger = () => {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['f1', 'f2']));
  choose = (ids) => setSelected(new Set(ids));
  chosen = [...selected];
  const lines: LedgerLine[] = JSON.parse(JSON.stringify(LINES.filter(({ id }) => selected.has(id))));
  return (
    <BulkBar
      tenantId="unit"
      findings={lines}
      query=""
      onSelect={setSelected}
      assigning={false}
      onAssigning={() => undefined}
    />
  );
};

beforeAll(async () => {
  await startI18n();
  await loadAllTexts();
});
afterEach(cleanup);

it('what somebody chooses while the work is under way stays chosen, beside what was refused', async () => {
  const user = userEvent.setup();
  render(
    <MemoryRouter>
      <QueryClientProvider client={createQueryClient()}>
        <ApiProvider value={{ client, membership: undefined }}>
          <MeProvider value={JSON.parse(ME)}>
            <Theme>
              <ControlsTheme>
                <Ledger />
              </ControlsTheme>
            </Theme>
          </MeProvider>
        </ApiProvider>
      </QueryClientProvider>
    </MemoryRouter>,
  );
  await user.click(screen.getByRole('button', { name: /^认领/ }));
  act(() => choose(['f1', 'f2', 'f3', 'f4']));
  await answered();
  await expect.poll(() => chosen).toEqual(['f3', 'f4', 'f2']);
});
