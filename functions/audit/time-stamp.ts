import { randomBytes, X509Certificate } from 'node:crypto';
import { Integer, OctetString } from 'asn1js';
import {
  AlgorithmIdentifier,
  Certificate,
  MessageImprint,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';

/** Asks an authority for a token (RFC 3161, a whole response in DER) that the text existed now. */
export type TimeStamper = (text: string) => Promise<Uint8Array>;

export interface TimeStampAuthority {
  readonly url: string;
  /** PEM certificates the authority's own must lead to; without them only the token's signature is checked. */
  readonly certificates?: string;
}

const SHA_256 = '2.16.840.1.101.3.4.2.1';
const TIMEOUT_MS = 10_000;
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

export const openTimeStamper = ({ url, certificates = '' }: TimeStampAuthority): TimeStamper => {
  const trusted = (certificates.match(PEM) ?? []).map((pem) =>
    Certificate.fromBER(Uint8Array.from(new X509Certificate(pem).raw)),
  );
  return async (text) => {
    const content = Uint8Array.from(new TextEncoder().encode(text));
    const nonce = randomBytes(8);
    // An INTEGER: a leading bit would make it negative.
    nonce[0] = (nonce[0] ?? 0) & 0x7f;
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: await requestFor(content, nonce),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`the time-stamping authority answered ${response.status}`);
    const token = new Uint8Array(await response.arrayBuffer());
    await verify(token, content, nonce, trusted);
    return token;
  };
};

const requestFor = async (content: Uint8Array<ArrayBuffer>, nonce: Uint8Array): Promise<ArrayBuffer> => {
  const hashedMessage = new OctetString({ valueHex: await crypto.subtle.digest('SHA-256', content) });
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA_256 }),
      hashedMessage,
    }),
    nonce: new Integer({ valueHex: Uint8Array.from(nonce).buffer }),
    certReq: true,
  });
  return request.toSchema().toBER();
};

/** A token that is not over our text, not an answer to our question or not validly signed is worth nothing. */
const verify = async (
  token: Uint8Array<ArrayBuffer>,
  content: Uint8Array<ArrayBuffer>,
  nonce: Uint8Array,
  trusted: Certificate[],
): Promise<void> => {
  const response = TimeStampResp.fromBER(token);
  // 0 granted, 1 granted with modifications.
  if (response.status.status > 1 || !response.timeStampToken)
    throw new Error(`the time-stamping authority refused (status ${response.status.status})`);
  const signed = new SignedData({ schema: response.timeStampToken.content });
  const valid = await signed.verify({
    signer: 0,
    data: content.buffer,
    trustedCerts: trusted,
    checkChain: trusted.length > 0,
  });
  if (!valid) throw new Error('the time stamp does not verify');
  const stated = signed.encapContentInfo.eContent?.getValue();
  const answered = stated && TSTInfo.fromBER(stated).nonce?.valueBlock.valueHexView;
  if (
    !answered ||
    Buffer.from(answered)
      .toString('hex')
      .replace(/^(00)+/, '') !==
      Buffer.from(nonce)
        .toString('hex')
        .replace(/^(00)+/, '')
  )
    throw new Error('the time stamp answers another request');
};
