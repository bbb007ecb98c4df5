import LinkOutlined from '@ant-design/icons-svg/es/asn/LinkOutlined.js';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Icon } from '../../../components/Icon.tsx';
import { LinkButton } from '../../../components/LinkButton.tsx';
import { PlainButton } from '../../../components/PlainButton.tsx';
import { useKeys } from '../../../components/use-keys.ts';
import { useToast } from '../../../components/use-toast.ts';
import { useFinding } from './finding-context.ts';
import { goTo } from './go-to.ts';
import { useNeighbours } from './use-neighbours.ts';

/** Browsers give it to pages over HTTPS only. */
const canCopy = 'clipboard' in navigator;

const useCopyLink = () => {
  const { t } = useTranslation();
  const toast = useToast();
  const { detail } = useFinding();
  const { no, title } = detail.finding;
  return async (): Promise<void> => {
    const { origin, pathname } = window.location;
    await navigator.clipboard.writeText(`${t('finding.number', { no })} ${title} ${origin}${pathname}`);
    toast.success(t('finding.copied'));
  };
};

/** From finding to finding as they stand in the list one came from, and what to hand on about this one. */
export const FindingSteps = () => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tenantId } = useFinding();
  const near = useNeighbours();
  const copy = useCopyLink();
  const open = (path: string | undefined) => () => {
    if (path) void navigate(path);
  };
  useKeys({
    j: open(near?.next),
    k: open(near?.previous),
    b: open(near?.back ?? `/t/${tenantId}/ledger`),
    n: () => goTo('next'),
    m: () => goTo('measures'),
    o: () => goTo('closeout'),
    t: () => goTo('timeline'),
    c: () => void (canCopy && copy()),
  });
  return (
    <>
      {near && near.count > 1 ? (
        <nav className="finding-steps no-print" aria-label={t('finding.neighbours')}>
          {near.previous ? (
            <LinkButton to={near.previous} aria-keyshortcuts="k">
              ‹ {t('finding.previous')}
            </LinkButton>
          ) : null}
          <span className="muted nowrap">{t('finding.place', { place: near.place, count: near.count })}</span>
          {near.next ? (
            <LinkButton to={near.next} aria-keyshortcuts="j">
              {t('finding.nextOne')} ›
            </LinkButton>
          ) : null}
        </nav>
      ) : null}
      {canCopy ? (
        <PlainButton
          className="no-print"
          icon={<Icon of={LinkOutlined} />}
          aria-keyshortcuts="c"
          onClick={() => void copy()}
        >
          {t('finding.copy')}
        </PlainButton>
      ) : null}
    </>
  );
};
