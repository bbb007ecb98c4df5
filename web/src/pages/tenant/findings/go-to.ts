/** What mends a thing that is missing, as the controls of the page are marked with it (`data-mends`). */
export type Mends = 'assign' | 'add' | 'report' | 'upload' | 'renew';

/**
 * Brings a section of the page into view and puts the focus there: on the control that mends what is missing where this
 * person has it, else on the section itself.
 */
export const goTo = (id: string, mends?: Mends): void => {
  const section = document.getElementById(id);
  if (!section) return;
  const control = mends && section.querySelector<HTMLElement>(`[data-mends="${mends}"]`);
  if (!control) section.tabIndex = -1;
  section.scrollIntoView({ block: 'start' });
  (control ?? section).focus({ preventScroll: true });
  // The control of a long section stands further down.
  control?.scrollIntoView({ block: 'nearest' });
};
