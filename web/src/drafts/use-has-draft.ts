import { useSyncExternalStore } from 'react';
import { drafts } from './draft-store.ts';
import { formAt } from './use-form-draft.ts';

/** Something was typed into this form of the page and has not been sent. */
export const useHasDraft = (name: string): boolean =>
  useSyncExternalStore(drafts.subscribe, () => drafts.read(formAt(name)) !== undefined);
