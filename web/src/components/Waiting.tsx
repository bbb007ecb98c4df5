import { useTranslation } from 'react-i18next';

/** Grey lines where text is about to stand; without Ant Design, because it is there before anything else is loaded. */
export const Waiting = ({ rows = 4 }: { readonly rows?: number }) => {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('app.loading')} className="waiting">
      <div className="skeleton" aria-hidden>
        {Array.from({ length: rows + 1 }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move
          <span key={line} />
        ))}
      </div>
    </div>
  );
};
