// @vitest-environment happy-dom

import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Form, Input } from 'antd';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { fieldHelpEn } from '../i18n/field-help.en.ts';
import { fieldHelpZhCN } from '../i18n/field-help.zh-CN.ts';
import { loadAllTexts, startI18n } from '../i18n/index.ts';
import { HelpedItem } from './FieldHelp.tsx';
import { FIGURES } from './field-help-figures.ts';

beforeAll(async () => {
  await startI18n();
  await loadAllTexts();
});
afterEach(cleanup);

it('opens the rule behind a field by keyboard, after the field, and leaves the name of the field alone', async () => {
  const user = userEvent.setup();
  render(
    <Form>
      <HelpedItem rule="extensionTo" name="to" label="延期至" extra="原期限 2025-03-01">
        <Input />
      </HelpedItem>
    </Form>,
  );
  expect(screen.getByRole('textbox', { name: '延期至' })).toBeDefined();
  const text = screen.getByTestId('field-help');
  expect(text.hidden).toBe(true);
  await user.tab();
  await user.tab();
  const button = screen.getByRole('button', { name: /延期至的填写说明/ });
  expect(document.activeElement).toBe(button);
  await user.keyboard('{Enter}');
  expect(text.hidden).toBe(false);
  expect(button.getAttribute('aria-expanded')).toBe('true');
  // Thirty days: `EXTENSION_RULE` of the domain, which also decides.
  expect(text.textContent).toContain('不超过 30 天由整改办审批');
  await user.keyboard(' ');
  expect(text.hidden).toBe(true);
});

it('leaves no figure of a rule open, and writes none by hand', () => {
  const known = Object.keys(FIGURES);
  for (const text of [...Object.values(fieldHelpZhCN.text), ...Object.values(fieldHelpEn.text)]) {
    for (const [, name = ''] of text.matchAll(/\{\{(\w+)\}\}/g)) expect(known).toContain(name);
    // 100% is where a measure is done, not a limit.
    expect(text.replaceAll('100%', '').replaceAll(/\{\{\w+\}\}/g, '')).not.toMatch(/\d/);
  }
});
