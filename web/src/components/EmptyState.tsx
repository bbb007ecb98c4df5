import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly hint?: string;
  readonly action?: ReactNode;
}

/** Says that there is nothing, and what to do about it. */
export const EmptyState = ({ title, hint, action }: Props) => (
  <div className="empty">
    <svg width="64" height="48" viewBox="0 0 64 48" aria-hidden="true">
      <rect x="10" y="6" width="44" height="36" rx="4" className="empty-paper" />
      <path d="M18 16h20M18 24h28M18 32h14" className="empty-lines" />
    </svg>
    <p className="empty-title">{title}</p>
    {hint ? <p className="muted">{hint}</p> : null}
    {action}
  </div>
);
