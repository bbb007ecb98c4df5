import type { InputRef } from 'antd';
import type { LedgerLine } from '../../../api/types.ts';
import { BulkBar } from './BulkBar.tsx';
import { LedgerFilterBar } from './LedgerFilterBar.tsx';
import type { LedgerViewState } from './use-ledger-view.ts';
import { ViewMenu } from './ViewMenu.tsx';

interface Props {
  readonly tenantId: string;
  readonly ledger: LedgerViewState;
  readonly lines: readonly LedgerLine[];
  readonly search: React.RefObject<InputRef | null>;
  readonly chosen: readonly LedgerLine[];
  readonly onSelect: (selected: ReadonlySet<string>) => void;
  readonly assigning: boolean;
  readonly onAssigning: (open: boolean) => void;
}

/** Everything above the lines that is made of Ant Design's fields: views, filters, work on several at once. */
export default function LedgerControls({ tenantId, ledger, lines, search, chosen, ...bulk }: Props) {
  return (
    <>
      <ViewMenu tenantId={tenantId} ledger={ledger} />
      <LedgerFilterBar tenantId={tenantId} ledger={ledger} lines={lines} search={search} />
      <BulkBar tenantId={tenantId} findings={chosen} query={ledger.query} {...bulk} />
    </>
  );
}
