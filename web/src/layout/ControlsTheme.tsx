import { theme as antd, ConfigProvider, type ThemeConfig } from 'antd';
import enUS from 'antd/es/locale/en_US';
import zhCN from 'antd/es/locale/zh_CN';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDark } from './use-dark.ts';
import { useMedia } from './use-media.ts';
import './with-controls.css';

const SHAPE = {
  borderRadius: 8,
  fontSize: 15,
  fontSizeLG: 16,
  controlHeight: 36,
  // A link among words must be told from them by more than its colour (WCAG 1.4.1).
  linkDecoration: 'underline',
  // The page's, which depends on its language (styles.css).
  fontFamily: 'inherit',
} satisfies ThemeConfig['token'];

/** Text colours are darker than Ant Design's own, which miss WCAG AA (4.5 : 1) for secondary text. */
const LIGHT: ThemeConfig = {
  token: {
    ...SHAPE,
    colorPrimary: '#1b569c',
    colorInfo: '#1b569c',
    colorLink: '#1b569c',
    colorError: '#b3261e',
    colorSuccess: '#1f7a3d',
    colorWarning: '#b25e00',
    colorWarningBg: '#fff7e6',
    colorWarningBorder: '#f0c98a',
    colorErrorBg: '#fdf1f0',
    colorErrorBorder: '#efb4af',
    colorSuccessBg: '#eef8f1',
    colorSuccessBorder: '#a9d8b7',
    colorInfoBg: '#eef5fd',
    colorInfoBorder: '#b7cfea',
    colorTextSecondary: '#4b5563',
    colorTextTertiary: '#566070',
    colorTextDescription: '#4b5563',
    colorTextPlaceholder: '#566070',
  },
};

/**
 * The same for the dark: surfaces as in the style sheet. Ant Design uses its colours both as text and as ground, so
 * they are light enough to be read on the surfaces (4.5 : 1), and what stands on them is dark.
 */
const DARK: ThemeConfig = {
  algorithm: antd.darkAlgorithm,
  token: {
    ...SHAPE,
    colorBgBase: '#10161d',
    colorBgContainer: '#1a222c',
    colorBgElevated: '#212c38',
    colorTextBase: '#e4e9ef',
    colorPrimary: '#a3c9f8',
    colorInfo: '#a3c9f8',
    colorTextLightSolid: '#0d1722',
    colorLink: '#8ebcf5',
    colorLinkHover: '#b9d7fb',
    colorError: '#ffaaa1',
    colorSuccess: '#8fdca8',
    colorWarning: '#f3c57c',
    colorTextSecondary: '#b7c2ce',
    colorTextTertiary: '#a9b5c3',
    colorTextDescription: '#b7c2ce',
    colorTextPlaceholder: '#a9b5c3',
  },
  components: {
    Button: { primaryColor: '#0d1722', dangerColor: '#0d1722' },
    Tooltip: { colorTextLightSolid: '#ffffff' },
  },
};

/** A dialog fetched later stands inside of its page, which has the theme already. */
const Themed = createContext(false);

const Provided = ({ children }: { readonly children: ReactNode }) => {
  const { i18n } = useTranslation();
  const dark = useDark();
  // Ant Design then shows and hides at once, and does not wait for transitions that the style sheet has switched off.
  const motion = !useMedia('(prefers-reduced-motion: reduce)');
  const theme = useMemo<ThemeConfig>(() => {
    const { token, ...rest } = dark ? DARK : LIGHT;
    return { ...rest, token: { ...token, motion } };
  }, [dark, motion]);
  return (
    <ConfigProvider
      theme={theme}
      locale={i18n.language === 'en' ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
    >
      <Themed value={true}>{children}</Themed>
    </ConfigProvider>
  );
};

/**
 * Colours, fonts and own texts of Ant Design for a page that uses its controls. Fetched with the first such page: the
 * frame and what is painted first do without.
 */
export const ControlsTheme = ({ children }: { readonly children: ReactNode }) =>
  useContext(Themed) ? children : <Provided>{children}</Provided>;
