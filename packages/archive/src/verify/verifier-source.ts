import { VERIFIER_LINES } from './verify-bundle.generated.ts';

/** The offline verifier as one ES module that needs nothing but Node.js; part of every archive (K06). */
export function verifierSource(): string {
  return VERIFIER_LINES.join('\n');
}
