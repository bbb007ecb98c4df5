import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { OutputOf } from '@xuncha/contracts';
import { log } from './log.ts';

/** What a request may reach AWS with: a session for the data of its tenant, made by the authorizer. */
export interface RequestCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Instant (ISO) of the session's end. */
  readonly expiration: string;
}

/** One place a person may act from. */
export type MembershipSummary = OutputOf<'me.get'>['memberships'][number];

/**
 * Bytes. API Gateway takes 8 kB from an authorizer: a session token has up to 2 kB, principal and policy 1.5 kB. Forty
 * memberships pack into 4 kB.
 */
const MAX_PACKED = 4096;

/** Memberships as text for the authorizer's context, the current one first; what does not fit is left out and logged. */
export const packMemberships = (memberships: readonly MembershipSummary[], current: string): string => {
  const ordered = [
    ...memberships.filter(({ membershipId }) => membershipId === current),
    ...memberships.filter(({ membershipId }) => membershipId !== current),
  ];
  for (let count = ordered.length; ; count = Math.floor(count * 0.9)) {
    const packed = deflateRawSync(JSON.stringify(ordered.slice(0, count))).toString('base64');
    if (packed.length > MAX_PACKED) continue;
    if (count < ordered.length) log('warn', 'memberships_cut', { all: ordered.length, shown: count });
    return packed;
  }
};

export const unpackMemberships = (packed: string): readonly MembershipSummary[] =>
  JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString('utf8'));
