import type { Action } from '@xuncha/domain';
import type { Me } from './me.ts';

/** What the server last told this tab of the person: where they belong and what they may read. No names, no tokens. */
interface Known {
  readonly tenantId: string;
  readonly actions: Me['actions'];
}

const KEY = 'xuncha.known';

export const keepKnown = ({ current, actions }: Me): void => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ tenantId: current.tenantId, actions } satisfies Known));
  } catch {
    // A full storage: the next load asks for its data a moment later.
  }
};

export const forgetKnown = (): void => sessionStorage.removeItem(KEY);

interface KnownReach {
  readonly own: string | undefined;
  readonly may: (action: Action, tenantId?: string) => boolean;
}

/**
 * What this person may read as far as the tab knows. Decides only what is asked for ahead: the page goes by the answer
 * of the server that is on its way.
 */
export const knownReach = (): KnownReach => {
  const text = sessionStorage.getItem(KEY);
  if (!text) return { own: undefined, may: () => false };
  const { tenantId: own, actions } = JSON.parse(text) as Known;
  const may = (action: Action, tenantId?: string): boolean => {
    const reach = actions[action];
    return reach !== undefined && (tenantId === undefined || reach === 'group' || tenantId === own);
  };
  return { own, may };
};
