import type { i18n } from 'i18next';

/**
 * A text has one `count`, which chooses between its forms; further figures choose their own words:
 * `{{days, of(one: day; other: days)}}`.
 */
export const addNouns = ({ services }: i18n): void =>
  services.formatter?.add('of', (value: unknown, language, options: Readonly<Record<string, unknown>>) => {
    const form = new Intl.PluralRules(language).select(Number(value)) === 'one' ? 'one' : 'other';
    return `${value} ${options[form]}`;
  });
