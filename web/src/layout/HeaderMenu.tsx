import DownOutlined from '@ant-design/icons-svg/es/asn/DownOutlined.js';
import UserOutlined from '@ant-design/icons-svg/es/asn/UserOutlined.js';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type MembershipSummary, membershipKey, useMe } from '../api/me.ts';
import { MembershipChoice } from '../auth/MembershipChoice.tsx';
import { useSignIn } from '../auth/sign-in-context.ts';
import { useSwitchMembership } from '../auth/use-switch-membership.ts';
import { Icon } from '../components/Icon.tsx';
import { LinkButton } from '../components/LinkButton.tsx';
import { PlainButton } from '../components/PlainButton.tsx';
import { useHelp } from '../help/help-context.ts';
import { currentLanguage, switchLanguage } from '../i18n/index.ts';
import { inBrackets, listMark } from '../i18n/punctuation.ts';
import { APPEARANCES, chooseAppearance, useAppearance } from './appearance.ts';

const AppearanceChoice = () => {
  const { t } = useTranslation();
  const appearance = useAppearance();
  return (
    <div className="header-menu-choice">
      <span className="nav-title">{t('appearance.title')}</span>
      <fieldset className="kind-filter" aria-label={t('appearance.title')}>
        {APPEARANCES.map((value) => (
          <button
            key={value}
            type="button"
            className="kind-button"
            aria-pressed={value === appearance}
            onClick={() => chooseAppearance(value)}
          >
            {t(`appearance.${value}`)}
          </button>
        ))}
      </fieldset>
    </div>
  );
};

const HelpChoices = ({ onChoose }: { readonly onChoose: () => void }) => {
  const { t } = useTranslation();
  const { showKeys, startTour } = useHelp();
  const choose = (show: () => void) => () => {
    onChoose();
    show();
  };
  return (
    <div className="header-menu-choice">
      <PlainButton look="link" size="small" onClick={choose(showKeys)}>
        {t('guide.keys')}
      </PlainButton>
      <PlainButton look="link" size="small" onClick={choose(startTour)}>
        {t('tour.title')}
      </PlainButton>
      <LinkButton type="link" size="small" to="/changes">
        {t('guide.changes')}
      </LinkButton>
    </div>
  );
};

/** Who is signed in, acting as what; switches membership or delegation, light and dark, language, and signs out. */
export const HeaderMenu = () => {
  const { t } = useTranslation();
  const me = useMe();
  const signIn = useSignIn();
  const switchMembership = useSwitchMembership();
  const navigate = useNavigate();
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const { current } = me;
  const currentKey = membershipKey(current);
  const choose = (membership: MembershipSummary) => {
    menu.current?.hidePopover();
    if (membershipKey(membership) === currentKey) return;
    void navigate('/');
    switchMembership(membershipKey(membership));
  };
  return (
    <>
      <button type="button" className="user-button" popoverTarget={id}>
        <Icon of={UserOutlined} />
        <span className="user-text">
          <span className="user-name">
            {me.name}
            {current.onBehalfOf
              ? inBrackets(t('membership.onBehalf', { name: current.onBehalfOf.name }))
              : ''}
          </span>
          <span className="user-role">
            {current.tenantName} · {current.roles.map((role) => t(`role.${role}`)).join(listMark())}
          </span>
        </span>
        <Icon of={DownOutlined} className="user-caret" />
      </button>
      {/* The browser's own popover: closes by Escape and by clicking elsewhere, and returns the focus. */}
      <div ref={menu} id={id} popover="auto" className="header-menu">
        <p className="nav-title">{t('membership.switch')}</p>
        <MembershipChoice memberships={me.memberships} current={currentKey} onChoose={choose} />
        <AppearanceChoice />
        <HelpChoices onChoose={() => menu.current?.hidePopover()} />
        <div className="header-menu-end">
          <PlainButton onClick={() => void switchLanguage(currentLanguage() === 'en' ? 'zh-CN' : 'en')}>
            {t('app.switchLanguage')}
          </PlainButton>
          <PlainButton onClick={() => void signIn.signOut()}>{t('action.signOut')}</PlainButton>
        </div>
      </div>
    </>
  );
};
