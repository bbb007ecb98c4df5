import { createHash, createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { type SealDigest, type SealSignature, sealText } from '@xuncha/domain';

export interface SealSigner {
  /** Public key, PEM. */
  readonly publicKey: string;
  readonly fingerprint: string;
  sign(digest: SealDigest): Promise<SealSignature>;
}

const ALGORITHM = 'ECDSA_SHA_256';

/** A signer whose private key never leaves KMS. The public key is asked for once per function instance. */
export const openSigner = async (kms: KMSClient, keyId: string): Promise<SealSigner> => {
  const { PublicKey: der } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
  if (!der) throw new Error('KMS gave no public key');
  const fingerprint = createHash('sha256').update(der).digest('hex');
  const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  return {
    publicKey: key.export({ format: 'pem', type: 'spki' }).toString(),
    fingerprint,
    async sign(digest) {
      // Some 600 bytes of the 4,096 that KMS takes whole.
      const Message = Buffer.from(sealText(digest));
      const { Signature } = await kms.send(
        new SignCommand({ KeyId: keyId, Message, MessageType: 'RAW', SigningAlgorithm: ALGORITHM }),
      );
      if (!Signature) throw new Error('KMS gave no signature');
      return {
        algorithm: ALGORITHM,
        value: Buffer.from(Signature).toString('base64'),
        keyFingerprint: fingerprint,
      };
    },
  };
};
