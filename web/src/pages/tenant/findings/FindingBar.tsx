import { isOpen } from '@xuncha/domain';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { DueText } from '../../../components/DueText.tsx';
import { StateChip } from '../../../components/StateChip.tsx';
import { useFinding } from './finding-context.ts';
import { useNeighbours } from './use-neighbours.ts';

/** To the finding before or after; keys have the head's links and j and k for it. */
const Step = ({
  to,
  label,
  sign,
}: {
  readonly to?: string;
  readonly label: string;
  readonly sign: string;
}) =>
  to ? (
    <Link className="finding-bar-step" to={to} title={label} tabIndex={-1}>
      {sign}
    </Link>
  ) : (
    <span className="finding-bar-step">{sign}</span>
  );

/** Number, wording, state, limit and the way to the neighbours stay in view once the head of the page has left it. */
export const FindingBar = () => {
  const { t } = useTranslation();
  const { finding } = useFinding().detail;
  const near = useNeighbours();
  const end = useRef<HTMLDivElement>(null);
  const [past, setPast] = useState(false);
  useEffect(() => {
    const mark = end.current;
    if (!mark) return undefined;
    const observer = new IntersectionObserver(([entry]) =>
      // Above the window, not below it.
      setPast(entry !== undefined && !entry.isIntersecting && entry.boundingClientRect.top < 0),
    );
    observer.observe(mark);
    return () => observer.disconnect();
  }, []);
  return (
    <>
      <div ref={end} />
      {/* Says nothing that the head of the page does not say, so it is for the eye alone. */}
      <div className="finding-bar no-print" aria-hidden="true" data-testid="finding-bar" hidden={!past}>
        {past ? (
          <div className="finding-bar-line">
            <strong className="nowrap">{t('finding.number', { no: finding.no })}</strong>
            <span className="finding-bar-title">{finding.title}</span>
            <StateChip state={finding.state} />
            <span className="nowrap">
              <DueText due={finding.dueDate} overdue={finding.overdue} ended={!isOpen(finding.state)} />
            </span>
            {near && near.count > 1 ? (
              <span className="nowrap">
                <Step to={near.previous} label={t('finding.previous')} sign="‹" />
                <Step to={near.next} label={t('finding.nextOne')} sign="›" />
              </span>
            ) : null}
          </div>
        ) : null}
      </div>
    </>
  );
};
