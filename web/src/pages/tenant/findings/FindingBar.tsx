import { isOpen } from '@xuncha/domain';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DueText } from '../../../components/DueText.tsx';
import { StateChip } from '../../../components/StateChip.tsx';
import { useFinding } from './finding-context.ts';

/** Number, wording, state and limit stay in view once the head of the page has left it. */
export const FindingBar = () => {
  const { t } = useTranslation();
  const { finding } = useFinding().detail;
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
          </div>
        ) : null}
      </div>
    </>
  );
};
