import i18next from 'i18next';

export type Language = 'zh-CN' | 'en';

export const currentLanguage = (): Language => (i18next.language === 'en' ? 'en' : 'zh-CN');
