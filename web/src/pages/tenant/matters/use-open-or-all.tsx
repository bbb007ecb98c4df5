import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

/** A list of the open ones or of all, kept in the address so that a link opens what it names. */
export const useOpenOrAll = (openLabel?: string) => {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const show: 'open' | 'all' = search.get('show') === 'all' ? 'all' : 'open';
  const choose = (value: string): void =>
    setSearch(
      (before) => {
        if (value === 'all') before.set('show', 'all');
        else before.delete('show');
        return before;
      },
      { replace: true },
    );
  const choice = (
    <Segmented
      className="below"
      value={show}
      onChange={choose}
      options={[
        { value: 'open', label: openLabel ?? t('orders.showOpen') },
        { value: 'all', label: t('orders.showAll') },
      ]}
    />
  );
  return { show, choice };
};
