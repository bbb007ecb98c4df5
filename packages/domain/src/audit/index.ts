export type { AuditActor, AuditDraft, AuditEvent, AuditHead } from './audit-event.ts';
export { appendEvent, genesisHash, hashEvent } from './audit-event.ts';
export { canonicalJson, hashCanonical, sha256Hex } from './canonical-json.ts';
export * from './seal.ts';
export * from './seal-tree.ts';
export type { ChainFault, ChainVerdict, ExpectedHead } from './verify-chain.ts';
export { verifyChain } from './verify-chain.ts';
export * from './verify-seals.ts';
