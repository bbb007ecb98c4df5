import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { addNouns } from './add-nouns.ts';
import { coreZhCN } from './core.zh-CN.ts';
import { currentLanguage, type Language } from './current-language.ts';
import type { Messages } from './messages.ts';
import { learnEnglish } from './server-words.ts';

export { currentLanguage } from './current-language.ts';

const LANGUAGE_KEY = 'xuncha.language';

const savedLanguage = (): Language => (localStorage.getItem(LANGUAGE_KEY) === 'en' ? 'en' : 'zh-CN');

/** Languages of which all texts are there; Chinese begins with those of the first load. */
const whole = new Set<Language>();

/** English is fetched only when somebody asks for it, most of the Chinese with the first page behind the home page. */
const fetchTexts = async (language: Language): Promise<Messages> => {
  if (language !== 'en') return (await import('./zh-CN.ts')).zhCN;
  const [{ en }, { ENGLISH_OF_SERVER }] = await Promise.all([import('./en.ts'), import('./server.en.ts')]);
  learnEnglish(ENGLISH_OF_SERVER);
  ENGLISH_OF_SERVER.addDays(i18next);
  return en;
};

const loadTexts = async (language: Language): Promise<void> => {
  if (whole.has(language)) return;
  i18next.addResourceBundle(language, 'translation', await fetchTexts(language));
  whole.add(language);
};

export const switchLanguage = async (language: Language): Promise<void> => {
  await loadTexts(language);
  localStorage.setItem(LANGUAGE_KEY, language);
  // Until the page says its own.
  document.title = i18next.t('app.name', { lng: language });
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
};

/** Chinese first; the person's choice is remembered on this device. */
export const startI18n = async (): Promise<void> => {
  await i18next.use(initReactI18next).init({
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: coreZhCN } },
    interpolation: { escapeValue: false },
  });
  addNouns(i18next);
  const language = savedLanguage();
  if (language !== 'zh-CN') await switchLanguage(language);
};

/** The texts of all pages in the language in use, to be awaited before a page other than home is drawn. */
export const loadAllTexts = (): Promise<void> => loadTexts(currentLanguage());
