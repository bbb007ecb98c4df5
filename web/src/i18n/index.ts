import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Messages } from './messages.ts';
import { zhCN } from './zh-CN.ts';

export type Language = 'zh-CN' | 'en';
const LANGUAGE_KEY = 'xuncha.language';

const savedLanguage = (): Language => (localStorage.getItem(LANGUAGE_KEY) === 'en' ? 'en' : 'zh-CN');

/** English is fetched only when somebody asks for it. */
const loadEnglish = async (): Promise<void> => {
  if (i18next.hasResourceBundle('en', 'translation')) return;
  const { en } = await import('./en.ts');
  i18next.addResourceBundle('en', 'translation', en satisfies Messages);
};

export const switchLanguage = async (language: Language): Promise<void> => {
  if (language === 'en') await loadEnglish();
  localStorage.setItem(LANGUAGE_KEY, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
};

/** Chinese first; the person's choice is remembered on this device. */
export const startI18n = async (): Promise<void> => {
  await i18next.use(initReactI18next).init({
    lng: 'zh-CN',
    fallbackLng: 'zh-CN',
    resources: { 'zh-CN': { translation: zhCN } },
    interpolation: { escapeValue: false },
  });
  const language = savedLanguage();
  if (language !== 'zh-CN') await switchLanguage(language);
};

export const currentLanguage = (): Language => (i18next.language === 'en' ? 'en' : 'zh-CN');
