import { z } from 'zod';
import type { SigningKeyModel } from '../model.ts';
import { type ResourceIndex, readProperties } from '../resource-index.ts';

const keySchema = z.looseObject({
  KeyUsage: z.string().default('ENCRYPT_DECRYPT'),
  KeySpec: z.string().default('SYMMETRIC_DEFAULT'),
});

/** Keys that sign. Keys that encrypt have nothing to do on one machine: the data directory belongs to its owner alone. */
export function readSigningKeys(index: ResourceIndex): SigningKeyModel[] {
  return index.ofType('AWS::KMS::Key').flatMap((resource) => {
    const { KeyUsage, KeySpec } = readProperties(resource, keySchema);
    if (KeyUsage === 'ENCRYPT_DECRYPT') return [];
    if (KeyUsage !== 'SIGN_VERIFY' || KeySpec !== 'ECC_NIST_P256') {
      throw new Error(
        `${resource.stackName}/${resource.logicalId}: ${KeyUsage} keys of type ${KeySpec} are not supported on one machine.`,
      );
    }
    return [{ name: resource.name, arn: resource.arn }];
  });
}
