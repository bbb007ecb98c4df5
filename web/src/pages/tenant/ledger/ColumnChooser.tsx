import { ArrowDownOutlined, ArrowUpOutlined, SettingOutlined } from '@ant-design/icons';
import { LEDGER_COLUMN_IDS, LEDGER_DENSITIES, type LedgerColumnId, ledgerColumn } from '@xuncha/domain';
import { Button, Checkbox, Popover, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import type { LedgerViewState } from './use-ledger-view.ts';

const moved = (columns: readonly LedgerColumnId[], index: number, by: -1 | 1): LedgerColumnId[] => {
  const next = [...columns];
  const [column] = next.splice(index, 1);
  if (column) next.splice(index + by, 0, column);
  return next;
};

const Choices = ({ ledger }: { readonly ledger: LedgerViewState }) => {
  const { t, i18n } = useTranslation();
  const { columns, view } = ledger;
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const ordered = [...columns, ...LEDGER_COLUMN_IDS.filter((id) => !columns.includes(id))];
  return (
    <div className="column-chooser">
      <Radio.Group
        aria-label={t('ledger.density')}
        optionType="button"
        size="small"
        value={view.density}
        options={LEDGER_DENSITIES.map((density) => ({
          value: density,
          label: t(`ledger.densities.${density}`),
        }))}
        onChange={(event) => ledger.change({ density: event.target.value })}
      />
      <ul className="plain-list">
        {ordered.map((id, index) => {
          const name = ledgerColumn(id).label[language];
          const shown = columns.includes(id);
          return (
            <li key={id}>
              <Checkbox
                checked={shown}
                // Without the finding itself a line says nothing.
                disabled={id === 'title'}
                onChange={(event) =>
                  ledger.change({
                    columns: event.target.checked ? [...columns, id] : columns.filter((one) => one !== id),
                  })
                }
              >
                {name}
              </Checkbox>
              {shown ? (
                <span>
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowUpOutlined />}
                    disabled={index === 0}
                    aria-label={t('ledger.columnUp', { name })}
                    onClick={() => ledger.change({ columns: moved(columns, index, -1) })}
                  />
                  <Button
                    type="text"
                    size="small"
                    icon={<ArrowDownOutlined />}
                    disabled={index === columns.length - 1}
                    aria-label={t('ledger.columnDown', { name })}
                    onClick={() => ledger.change({ columns: moved(columns, index, 1) })}
                  />
                </span>
              ) : null}
            </li>
          );
        })}
      </ul>
      <Button type="link" size="small" onClick={() => ledger.change({ columns: undefined })}>
        {t('ledger.columnsStandard')}
      </Button>
    </div>
  );
};

/** Which columns, in which order, and how dense. */
export const ColumnChooser = ({ ledger }: { readonly ledger: LedgerViewState }) => {
  const { t } = useTranslation();
  return (
    <Popover trigger="click" placement="bottomRight" content={<Choices ledger={ledger} />}>
      <Button icon={<SettingOutlined aria-hidden />}>{t('ledger.columns')}</Button>
    </Popover>
  );
};
