/** Everything above the lines that is made of Ant Design's fields, fetched together: views, filters, work on several. */
export { BulkBar } from './BulkBar.tsx';
export { LedgerFilterBar } from './LedgerFilterBar.tsx';
export { LedgerTools } from './LedgerTools.tsx';
export { NoLines } from './NoLines.tsx';
export { PrintedView } from './PrintedView.tsx';
export { ViewMenu } from './ViewMenu.tsx';
