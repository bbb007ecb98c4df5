import type { BrowserContext, ElementHandle, Locator, Page } from 'playwright-core';
import { isSlow } from './slow.ts';

type Files = Parameters<Locator['setInputFiles']>[0];

/** Contexts whose people have no mouse: every click and check of a story becomes keys. */
const withoutMouse = new WeakSet<BrowserContext>();

/** Long lists of choices are narrowed by typing first; a group of radios is short. */
const MOST_STEPS = 40;

/** Longer than any dialog of the product takes to leave (0.3 s), with the slack a busy machine needs. */
const REACH_WITHIN_MS = isSlow ? 15_000 : 5_000;

/** The control somebody means who points at this element: a label stands for its field. */
const controlOf = async (locator: Locator): Promise<ElementHandle<Element>> =>
  locator.evaluateHandle((element) => {
    const label = element.closest('label');
    return (
      label?.control ??
      element.closest('a[href], button, input, select, textarea, summary, [tabindex]') ??
      element
    );
  });

/**
 * Puts the focus on the control's neighbour in the order of the keys and answers the key that must lead to the control
 * from there: so that what no key leads to fails, without walking through a whole page for each press.
 */
const besides = (control: ElementHandle<Element>): Promise<'Tab' | 'Shift+Tab'> =>
  control.evaluate((target) => {
    const sameGroup = (element: Element): boolean =>
      element instanceof HTMLInputElement &&
      target instanceof HTMLInputElement &&
      element.type === 'radio' &&
      target.type === 'radio' &&
      element.name === target.name;
    const area = target.closest('[role="dialog"]') ?? document;
    const reachable = [
      ...area.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex]'),
    ].filter(
      (element) =>
        element === target ||
        (element.tabIndex >= 0 &&
          !element.matches(':disabled') &&
          element.closest('[aria-hidden="true"], [inert], [hidden]') === null &&
          element.getClientRects().length > 0 &&
          !sameGroup(element)),
    );
    const at = target instanceof HTMLElement ? reachable.indexOf(target) : -1;
    const [previous, after] = [reachable[at - 1], reachable[at + 1]];
    // A date has several stops within itself: year, month, day and its calendar.
    const before =
      after && previous instanceof HTMLInputElement && previous.type === 'date' ? undefined : previous;
    (before ?? after)?.focus();
    if (!before && !after && document.activeElement instanceof HTMLElement) document.activeElement.blur();
    return before || !after ? 'Tab' : 'Shift+Tab';
  });

const hasFocus = (control: ElementHandle<Element>): Promise<boolean> =>
  control.evaluate((element) => element === document.activeElement && element.matches(':focus-visible'));

/** Within a group of radios the arrows lead on, and choose. */
const alongGroup = async (page: Page, control: ElementHandle<Element>): Promise<void> => {
  for (let step = 0; step < MOST_STEPS && !(await hasFocus(control)); step += 1)
    await page.keyboard.press('ArrowDown');
};

/** Tabs are one stop; the arrows lead from one to the next. */
const turnToTab = async (tab: Locator): Promise<void> => {
  const page = tab.page();
  const open = tab.locator('xpath=ancestor::*[@role="tablist"][1]').getByRole('tab', { selected: true });
  await reach(open);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (await tab.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('ArrowRight');
  }
  await page.keyboard.press('Enter');
  const chosen = page.locator('[role="tab"][aria-selected="true"]');
  await tab
    .and(chosen)
    .waitFor({ timeout: REACH_WITHIN_MS })
    .catch(() => {
      throw new Error(`no key leads to the tab ${tab.toString()}`);
    });
};

/** The list of an open select: arrows until the option is the marked one. */
const chooseOption = async (page: Page, option: Locator): Promise<void> => {
  const marked = () =>
    option.evaluate((element) => element.closest('.ant-select-item-option-active') !== null);
  for (let step = 0; step < MOST_STEPS && !(await marked()); step += 1)
    await page.keyboard.press('ArrowDown');
  if (!(await marked())) throw new Error(`no key leads to the option ${option.toString()}`);
  await page.keyboard.press('Enter');
};

/**
 * The control with the focus on it, as keys lead there. Asked for again for as long as a click would wait for its
 * control: a dialog that is still leaving takes the focus back to the button that opened it, and a list that arrives
 * puts new elements in the place of the ones that were counted.
 */
const reach = async (locator: Locator): Promise<{ control: ElementHandle<Element>; kind: string }> => {
  const page = locator.page();
  const giveUpAt = Date.now() + REACH_WITHIN_MS;
  for (;;) {
    const control = await controlOf(locator);
    await control.waitForElementState('enabled').catch(() => undefined);
    const kind = await control.evaluate((element) =>
      element instanceof HTMLInputElement ? element.type : 'other',
    );
    await page.keyboard.press(await besides(control));
    if (kind === 'radio') await alongGroup(page, control);
    if (await hasFocus(control)) return { control, kind };
    if (Date.now() > giveUpAt) throw new Error(`no key leads visibly to ${locator.toString()}`);
    await page.waitForTimeout(100);
  }
};

const press = async (locator: Locator): Promise<void> => {
  const page = locator.page();
  await locator.waitFor();
  if (await locator.evaluate((element) => element.closest('.ant-select-dropdown') !== null))
    return chooseOption(page, locator);
  if ((await locator.getAttribute('role')) === 'tab') return turnToTab(locator);
  const { control, kind } = await reach(locator);
  const chosen = kind === 'radio' && (await control.evaluate((element) => element.matches(':checked')));
  if (!chosen) await page.keyboard.press(kind === 'radio' || kind === 'checkbox' ? 'Space' : 'Enter');
};

/** Opens the browser's own window for files with a key, which is then answered. */
const chooseFiles = async (locator: Locator, files: Files): Promise<void> => {
  // A field that no key leads to stands behind the button that opens it.
  const hidden = await locator.evaluate((field: HTMLInputElement) => field.tabIndex < 0);
  await reach(hidden ? locator.locator('xpath=following-sibling::button[1]') : locator);
  const opened = locator.page().waitForEvent('filechooser');
  await locator.page().keyboard.press('Enter');
  await (await opened).setFiles(files);
};

let taught = false;

/** From now on this person uses keys alone; everybody else's clicks stay clicks. */
export const takeMouseAway = (page: Page): void => {
  withoutMouse.add(page.context());
  // Heard from now on: told only with the key, the browser may already have opened the window of the system.
  page.on('filechooser', () => undefined);
  if (taught) return;
  taught = true;
  const locators: Locator = Object.getPrototypeOf(page.locator('html'));
  const { click, check, fill, focus, setInputFiles } = locators;
  locators.fill = async function (this: Locator, value, options) {
    if (withoutMouse.has(this.page().context())) await reach(this);
    await fill.call(this, value, options);
  };
  locators.focus = async function (this: Locator, options) {
    if (withoutMouse.has(this.page().context())) await reach(this);
    else await focus.call(this, options);
  };
  locators.setInputFiles = function (this: Locator, files, options) {
    return withoutMouse.has(this.page().context())
      ? chooseFiles(this, files)
      : setInputFiles.call(this, files, options);
  };
  locators.click = function (this: Locator, options) {
    return withoutMouse.has(this.page().context()) ? press(this) : click.call(this, options);
  };
  locators.check = async function (this: Locator, options) {
    if (!withoutMouse.has(this.page().context())) return check.call(this, options);
    if (!(await this.isChecked())) await press(this);
  };
};
