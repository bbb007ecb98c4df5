import type { HelpKind } from '@xuncha/domain';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { HelpItem } from '../../../api/types.ts';
import { useList } from '../../../api/use-operation.ts';
import { DueText } from '../../../components/DueText.tsx';
import { LoadedList } from '../../../components/LoadedList.tsx';
import { inWords } from '../../../i18n/server-words.ts';
import { matterPath } from '../matters/matter-path.ts';
import { HelpStatusChip } from './HelpStatusChip.tsx';

const HelpRow = ({ help }: { readonly help: HelpItem }) => {
  const { t } = useTranslation();
  return (
    <li className="card" data-testid="help-row">
      <div className="kind-head">
        <h2>
          <Link to={matterPath(help.tenantId, help.kind, help.id)}>{inWords(help.title)}</Link>
        </h2>
        <HelpStatusChip status={help.status} />
      </div>
      <p className="muted">
        {t(`help.askedOf.${help.kind}`, { name: help.createdByName, target: inWords(help.target.name) })}
      </p>
      {help.due ? (
        <p>
          {t('help.due')} <DueText due={help.due.date} overdue={help.overdue} />
        </p>
      ) : null}
    </li>
  );
};

interface Props {
  readonly tenantId: string;
  readonly kind: HelpKind;
  readonly empty: string;
  readonly emptyHint: string;
}

/** Requests for help, or for guidance, the newest first. */
export const HelpRows = ({ tenantId, kind, empty, emptyHint }: Props) => {
  const list = useList('help.list', { params: { tenantId }, query: { show: 'all', kind } });
  return (
    <LoadedList list={list} empty={empty} emptyHint={emptyHint}>
      {(items) => (
        <ul className="plain-list">
          {items.map((help) => (
            <HelpRow key={help.id} help={help} />
          ))}
        </ul>
      )}
    </LoadedList>
  );
};
