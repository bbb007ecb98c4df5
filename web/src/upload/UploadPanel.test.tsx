// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState, useSyncExternalStore } from 'react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EvidenceItem } from '../api/types.ts';
import { loadAllTexts, startI18n } from '../i18n/index.ts';
import { UploadPaused } from './put-file.ts';
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

/** Sends what the test lets through; what is cancelled stops. */
class Line {
  readonly taken: string[] = [];
  readonly #open = new Map<string, () => void>();

  readonly send = (name: string, signal: AbortSignal, onProgress: (done: number) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      onProgress(0);
      this.#open.set(name, resolve);
      signal.addEventListener('abort', () => reject(new UploadPaused()));
    });

  readonly through = (name: string): void => this.#open.get(name)?.();
}

const Panel = ({ line }: { readonly line?: Line }) => {
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
        send: async ({ file }, _, { signal, onProgress }) => line?.send(file.name, signal, onProgress),
        abandon: async (_, id) => {
          line?.taken.push(id);
        },
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

  it('says how far all are together, and cancels one of them while the others go on', async () => {
    const user = userEvent.setup();
    const line = new Line();
    render(<Panel line={line} />);
    await user.upload(screen.getByLabelText(/把文件拖到这里/), [
      new File(['aaaa'], '一.pdf'),
      new File(['bbbb'], '二.pdf'),
      new File(['cccc'], '三.pdf'),
    ]);
    await user.click(screen.getByRole('button', { name: '开始上传（3）' }));
    await screen.findByText('共 3 个文件，已完成 0 个');
    await waitFor(() => expect(screen.getAllByText('上传中')).toHaveLength(2));
    await user.click(screen.getByRole('button', { name: '取消上传“一.pdf”' }));
    // The third, which waited, is sent in its place; what the first had announced is taken back.
    await screen.findByText('共 2 个文件，已完成 0 个');
    await waitFor(() => expect(screen.getAllByText('上传中')).toHaveLength(2));
    expect(screen.queryByText('一.pdf')).toBeNull();
    await waitFor(() => expect(line.taken).toEqual(['一.pdf']));
    line.through('二.pdf');
    await screen.findByText('共 2 个文件，已完成 1 个');
    const overall = screen.getByRole('progressbar', { name: '共 2 个文件，已完成 1 个' });
    expect(Number(overall.getAttribute('aria-valuenow'))).toBeGreaterThanOrEqual(50);
    line.through('三.pdf');
    await screen.findByText('2 份材料已校验通过');
    expect(screen.queryByRole('progressbar')).toBeNull();
  });

  it('names a picture after the moment it was taken, for telephones call every one the same', async () => {
    const user = userEvent.setup();
    render(<Panel />);
    const camera = screen.getByTestId('camera-input');
    expect(camera.getAttribute('capture')).toBe('environment');
    await user.upload(camera, new File(['picture'], 'image.jpg', { type: 'image/jpeg' }));
    await screen.findByText(/^照片-\d{8}-\d{6}\.jpg$/);
  });
});
