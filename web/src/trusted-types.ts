import { ownScript, plainText } from './trusted-texts.ts';

/** The part of the browsers' Trusted Types that is used here. */
interface TrustedTypes {
  createPolicy(
    name: 'default',
    rules: {
      readonly createHTML: (text: string) => string | null;
      readonly createScriptURL: (address: string) => string | null;
    },
  ): unknown;
}
declare global {
  interface Window {
    readonly trustedTypes?: TrustedTypes;
  }
}

/**
 * What the content security policy asks before a text becomes markup or the address of a script. Null refuses: the
 * assignment throws, and nothing is shown. Texts never become scripts at all.
 */
window.trustedTypes?.createPolicy('default', {
  createHTML: plainText,
  createScriptURL: (address) => ownScript(address, window.location.href),
});
