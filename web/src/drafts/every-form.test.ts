import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SOURCES = join(import.meta.dirname, '..');

/** Where something is typed or chosen. */
const CONTROLS = [
  'Input',
  'Input.TextArea',
  'Input.Search',
  'InputNumber',
  'Select',
  'DateInput',
  'NamesInput',
  'PersonInput',
  'Radio.Group',
  'Checkbox',
  'Checkbox.Group',
  'Switch',
  'input',
  'textarea',
  'select',
];

/**
 * Controls that stand outside of a form, by file. `looks`: a filter or a choice of what is shown, nothing is sent.
 * `at once`: each choice is sent by itself. `part`: a control of its own, whose form or page keeps it. `with files`: a
 * date beside files that have been chosen, which no reload keeps; what has begun to be sent is found again by
 * `UnfinishedUploads`. Another file's name: that page keeps what is entered here.
 */
const MEETING = 'pages/meetings/MeetingPage.tsx';
const DECISION = 'pages/tenant/findings/closeout/DecisionPanel.tsx';
const OUTSIDE_OF_FORMS: Readonly<Record<string, string>> = {
  'components/DateInput.tsx': 'part',
  'help/KeyboardSheet.tsx': 'at once',
  'pages/duties/GroupDutiesPage.tsx': 'looks',
  'pages/meetings/FeedbackMeetings.tsx': 'looks',
  'pages/meetings/MeetingCaseRow.tsx': MEETING,
  'pages/notifications/NotificationsPage.tsx': 'looks',
  'pages/tenant/board/BoardPage.tsx': 'looks',
  'pages/tenant/findings/AnalysisDialog.tsx': 'part',
  'pages/tenant/findings/closeout/CommitteeFields.tsx': DECISION,
  'pages/tenant/findings/closeout/CompareDialog.tsx': 'looks',
  'pages/tenant/findings/closeout/MeetingSelect.tsx': DECISION,
  'pages/tenant/findings/closeout/RecordedMeetingFields.tsx': DECISION,
  'pages/tenant/findings/closeout/TickDesk.tsx': DECISION,
  'pages/tenant/findings/closeout/TickList.tsx': DECISION,
  'pages/tenant/ledger/ColumnChooser.tsx': 'looks',
  'pages/tenant/ledger/LedgerFilterBar.tsx': 'looks',
  // The box that chooses a line; its editor is a file of its own.
  'pages/tenant/ledger/LedgerRow.tsx': 'looks',
  'pages/tenant/ledger/LedgerSearch.tsx': 'looks',
  // One word, sent with Enter; as a draft it would come back in another cell's place.
  'pages/tenant/ledger/QuickEditor.tsx': 'at once',
  'pages/tenant/ledger/Tick.tsx': 'looks',
  'pages/tenant/ledger/ViewMenu.tsx': 'looks',
  'pages/tenant/notices/NoticeEditor.tsx': 'part',
  'pages/tenant/plans/PlanFilters.tsx': 'looks',
  'pages/tenant/plans/VersionsCard.tsx': 'looks',
  'pages/tenant/settings/GroupExportApprovalTab.tsx': 'at once',
  'pages/tenant/settings/SignInTab.tsx': 'looks',
  'pages/tenant/settings/limits/LimitMoves.tsx': 'looks',
  'pages/tenant/unit-meetings/YearCounts.tsx': 'looks',
  'upload/UploadEntryRow.tsx': 'with files',
  'upload/UploadPanel.tsx': 'with files',
};

interface Uses {
  /** `<Form>` itself, where a form begins. */
  readonly beginsForm: boolean;
  readonly keepsState: boolean;
  /** A control that is given its value by hand: a field of a form never is. */
  readonly controlled: boolean;
}

const usesIn = (source: string): Uses => {
  let beginsForm = false;
  let keepsState = false;
  let controlled = false;
  const look = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'useDraftState') keepsState = true;
    if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) {
      const tag = node.tagName.getText();
      if (tag === 'Form') beginsForm = true;
      const given = node.attributes.properties.some(
        (each) => ts.isJsxAttribute(each) && ['value', 'checked'].includes(each.name.getText()),
      );
      if (CONTROLS.includes(tag) && given) controlled = true;
    }
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile('a.tsx', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return { beginsForm, keepsState, controlled };
};

const FILES = globSync('**/*.tsx', { cwd: SOURCES })
  .filter((name) => !/\.test\.tsx$/.test(name))
  .sort();
const USES = new Map(FILES.map((name) => [name, usesIn(readFileSync(join(SOURCES, name), 'utf8'))]));

describe('every form', () => {
  it('is the one form that keeps what is typed', () => {
    const own = [...USES].filter(([, { beginsForm, keepsState }]) => beginsForm && !keepsState);
    expect(own.map(([name]) => name).filter((name) => OUTSIDE_OF_FORMS[name] !== 'with files')).toEqual([
      'components/DraftForm.tsx',
    ]);
  });

  it('and what is entered outside of a form is known, with what keeps it', () => {
    const found = [...USES].filter(([, { controlled, keepsState }]) => controlled && !keepsState);
    expect(found.map(([name]) => name)).toEqual(Object.keys(OUTSIDE_OF_FORMS).sort());
    for (const [name, kept] of Object.entries(OUTSIDE_OF_FORMS))
      if (kept.endsWith('.tsx')) expect(USES.get(kept)?.keepsState, `${name}: ${kept}`).toBe(true);
      else expect(['looks', 'at once', 'part', 'with files'], name).toContain(kept);
  });

  it('is looked for in a way that finds one without a draft', () => {
    expect(
      usesIn('const A = () => <Form onFinish={send}><Form.Item name="a"><Input /></Form.Item></Form>;'),
    ).toEqual({
      beginsForm: true,
      keepsState: false,
      controlled: false,
    });
    expect(usesIn('const A = () => <Input.TextArea value={text} onChange={change} />;').controlled).toBe(
      true,
    );
    expect(usesIn('const a = useDraftState(subject, EMPTY);').keepsState).toBe(true);
  });
});
