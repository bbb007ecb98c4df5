export * from './ledger-actions.ts';
export * from './ledger-columns.ts';
export * from './ledger-filter.ts';
export * from './ledger-order.ts';
export * from './ledger-row.ts';
export * from './ledger-view.ts';
export { KEPT_ORDERS, type KeptOrder, orderKeyOf, textOrderKey } from './order-key.ts';
