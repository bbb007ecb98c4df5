// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState, useSyncExternalStore } from 'react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EvidenceItem } from '../api/types.ts';
import { loadAllTexts, startI18n } from '../i18n/index.ts';
import { UploadPanel } from './UploadPanel.tsx';
import { UploadQueue } from './upload-queue.ts';

const announced: { name: string; formedOn: string }[] = [];
const itemOf = (id: string, status: EvidenceItem['status']): EvidenceItem => ({
  id,
  purpose: 'measure',
  fileName: id,
  size: 1,
  sha256: 'a'.repeat(64),
  contentType: 'text/plain',
  formedOn: '2025-01-01',
  uploadedBy: 'u',
  uploadedByName: '经办人',
  registeredAt: '2025-01-01T00:00:00.000Z',
  status,
  ...(status === 'refused' ? { refusal: { code: 'executable', message: '文件内容是可执行程序' } } : {}),
});

const Panel = () => {
  const [queue] = useState(
    () =>
      new UploadQueue({
        hash: async () => ({ sha256: 'a'.repeat(64), parts: [] }),
        refer: async () => undefined,
        async register({ file, formedOn }) {
          announced.push({ name: file.name, formedOn });
          return {
            evidence: itemOf(file.name, 'registered'),
            upload: { url: '', headers: {}, expiresAt: '2025-01-01T00:00:00.000Z' },
          };
        },
        renew: async (_, id) => ({
          evidence: itemOf(id, 'registered'),
          upload: { url: '', headers: {}, expiresAt: '2025-01-01T00:00:00.000Z' },
        }),
        send: async () => {},
        abandon: async () => {},
        look: async (_, id) => itemOf(id, id.startsWith('假') ? 'refused' : 'verified'),
        wait: async () => {},
        onSettled: () => {},
      }),
  );
  return (
    <UploadPanel
      queue={queue}
      entries={useSyncExternalStore(queue.subscribe, queue.entries)}
      place={{ findingId: 'f', target: { purpose: 'measure', measureId: 'm' } }}
    />
  );
};

describe('upload panel', () => {
  beforeAll(async () => {
    await startI18n();
    await loadAllTexts();
  });
  afterEach(cleanup);

  it('warns of classified files, takes several, and shows each one to its end', async () => {
    const user = userEvent.setup({ applyAccept: false });
    render(<Panel />);
    expect(screen.getByTestId('classified-notice').textContent).toContain('严禁上传涉密文件');
    await user.upload(screen.getByLabelText(/把文件拖到这里/), [
      new File(['a'], '制度.pdf'),
      new File(['b'], '假的.pdf'),
      new File(['c'], '程序.exe'),
      new File([], '空.pdf'),
    ]);
    expect(screen.getAllByTestId('upload-row')).toHaveLength(2);
    expect(screen.getByText('程序.exe：不接受这种文件')).toBeDefined();
    expect(screen.getByText('空.pdf：文件是空的')).toBeDefined();
    const date = screen.getByLabelText('“制度.pdf”的形成日期');
    fireEvent.change(date, { target: { value: '2024-12-31' } });
    await user.click(screen.getByRole('button', { name: '开始上传（2）' }));
    await screen.findByText('校验通过');
    const [, refused] = screen.getAllByTestId('upload-row');
    if (!refused) throw new Error('no second row');
    expect(within(refused).getByText('文件内容是可执行程序')).toBeDefined();
    expect(within(refused).getByRole('button', { name: '重新上传“假的.pdf”' })).toBeDefined();
    expect(announced[0]).toEqual({ name: '制度.pdf', formedOn: '2024-12-31' });
  });
});
