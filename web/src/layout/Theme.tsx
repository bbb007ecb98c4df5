import { ConfigProvider, message, type ThemeConfig } from 'antd';
import enUS from 'antd/es/locale/en_US';
import zhCN from 'antd/es/locale/zh_CN';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Toast, ToastProvider } from '../components/use-toast.ts';

/** Ant Design then shows and hides at once, and does not wait for transitions that the style sheet has switched off. */
const motion = !window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Text colours are darker than Ant Design's own, which miss WCAG AA (4.5 : 1) for secondary text. */
const THEME: ThemeConfig = {
  token: {
    motion,
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
    borderRadius: 8,
    fontSize: 15,
    fontSizeLG: 16,
    controlHeight: 36,
    fontFamily:
      "-apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', 'Segoe UI', sans-serif",
  },
};

const WithToast = ({ children }: { readonly children: ReactNode }) => {
  const [messages, holder] = message.useMessage();
  const toast = useMemo<Toast>(() => ({ success: (text) => void messages.success(text) }), [messages]);
  return (
    <ToastProvider value={toast}>
      {holder}
      {children}
    </ToastProvider>
  );
};

/** Colours, fonts and Ant Design's own texts for everything below. */
export const Theme = ({ children }: { readonly children: ReactNode }) => {
  const { i18n } = useTranslation();
  return (
    <ConfigProvider
      theme={THEME}
      locale={i18n.language === 'en' ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
    >
      <WithToast>{children}</WithToast>
    </ConfigProvider>
  );
};
