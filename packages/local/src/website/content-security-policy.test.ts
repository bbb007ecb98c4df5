import { describe, expect, it } from 'vitest';
import { localContentSecurityPolicy } from './content-security-policy.ts';

describe('the policy on one machine', () => {
  it('names the local buckets once in place of the cloud’s, and keeps everything else', () => {
    const policy =
      "default-src 'self'; connect-src 'self' https://a.s3.x.amazonaws.com https://b.s3.x.amazonaws.com https://login.example; upgrade-insecure-requests";
    expect(
      localContentSecurityPolicy(policy, {
        bucketHosts: ['a.s3.x.amazonaws.com', 'b.s3.x.amazonaws.com'],
        s3Origin: 'http://127.0.0.1:8081',
      }),
    ).toBe("default-src 'self'; connect-src 'self' http://127.0.0.1:8081 https://login.example");
  });
});
