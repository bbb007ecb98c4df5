import type { Client } from '@xuncha/contracts';
import { findingsNamed, type IndexFinding } from '@xuncha/domain';
import { useRef, useState } from 'react';
import type { ChosenFile } from '../../../upload/dropped-files.ts';
import { isIndexSheet, readIndexSheet } from '../../../upload/read-index-sheet.ts';
import { lookUpFindings } from './look-up-findings.ts';

/** What lies on the page: files so far, the sheet dropped last, names of files that can't be evidence. */
export interface Dropped {
  readonly files: readonly ChosenFile[];
  readonly sheet?: ChosenFile;
  readonly refused?: readonly string[];
}

/** Names of several sheets may hold 清单; the one that says 索引 is meant. */
const sheetOf = (all: readonly ChosenFile[]): ChosenFile | undefined => {
  const sheets = all.filter(({ file }) => isIndexSheet(file.name));
  return sheets.find(({ file }) => /索引|index/i.test(file.name)) ?? sheets[0];
};

/** Adds what was dropped: a new sheet replaces the one before, a file of the same path its former version. */
export const mergeDropped = (
  before: Dropped,
  all: readonly ChosenFile[],
  mayBeEvidence: (file: File) => boolean,
): Dropped => {
  const sheet = sheetOf(all);
  const others = all.filter((one) => one !== sheet);
  const good = others.filter(({ file }) => mayBeEvidence(file));
  const fresh = new Set(good.map(({ path }) => path));
  return {
    files: [...before.files.filter(({ path }) => !fresh.has(path)), ...good],
    ...(sheet ? { sheet } : before.sheet ? { sheet: before.sheet } : {}),
    refused: others.filter((one) => !good.includes(one)).map(({ file }) => file.name),
  };
};

export type IndexState =
  | { readonly kind: 'empty' | 'no-sheet' | 'reading' }
  | { readonly kind: 'unreadable'; readonly name: string }
  | { readonly kind: 'failed'; readonly error: unknown }
  | {
      readonly kind: 'read';
      readonly rows: readonly (readonly string[])[];
      readonly findings: readonly IndexFinding[];
    };

/** Reads the sheet and asks the server which findings it means; the latest drop counts. */
export const useDroppedIndex = (client: Client, tenantId: string) => {
  const [state, setState] = useState<IndexState>({ kind: 'empty' });
  const turn = useRef(0);
  const read = async ({ sheet }: Dropped): Promise<void> => {
    turn.current += 1;
    const mine = turn.current;
    const show = (next: IndexState): void => {
      if (mine === turn.current) setState(next);
    };
    if (!sheet) return show({ kind: 'no-sheet' });
    show({ kind: 'reading' });
    let rows: string[][];
    try {
      rows = await readIndexSheet(sheet.file);
    } catch {
      return show({ kind: 'unreadable', name: sheet.file.name });
    }
    try {
      show({ kind: 'read', rows, findings: await lookUpFindings(client, tenantId, findingsNamed(rows)) });
    } catch (error) {
      show({ kind: 'failed', error });
    }
  };
  const clear = (): void => {
    turn.current += 1;
    setState({ kind: 'empty' });
  };
  return { state, read, clear };
};
