import type { DepartmentDraft } from '@xuncha/domain';

interface Node {
  name: string;
  children: Node[];
}

export interface OrgOutline {
  readonly roots: readonly DepartmentDraft[];
  readonly count: number;
  readonly depth: number;
  /** Lines (from 1) that are indented by more than one level below the line before. */
  readonly badLines: readonly number[];
}

/** Two spaces, one tab or one full-width space make a level. */
const levelOf = (indent: string): number =>
  Math.floor(
    [...indent].reduce((width, char) => width + (char === '\t' || char === '\u3000' ? 2 : 1), 0) / 2,
  );

/** Reads an organisation tree written as an outline: one department per line, indented under the one above it. */
export const readOrgOutline = (text: string): OrgOutline => {
  const roots: Node[] = [];
  /** The node open at each level; a line hangs under the one at the level above its own. */
  const open: Node[] = [];
  const badLines: number[] = [];
  let count = 0;
  let depth = 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const name = line.trim();
    if (!name) continue;
    const wanted = levelOf(/^[ \t\u3000]*/.exec(line)?.[0] ?? '');
    if (wanted > open.length) badLines.push(index + 1);
    const level = Math.min(wanted, open.length);
    const node: Node = { name, children: [] };
    (open[level - 1]?.children ?? roots).push(node);
    open.length = level;
    open.push(node);
    count += 1;
    depth = Math.max(depth, level + 1);
  }
  return { roots, count, depth, badLines };
};
