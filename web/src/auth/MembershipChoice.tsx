import { useTranslation } from 'react-i18next';
import { type MembershipSummary, membershipKey } from '../api/me.ts';
import { listMark } from '../i18n/punctuation.ts';

const Choice = ({
  membership,
  current,
  onChoose,
}: {
  readonly membership: MembershipSummary;
  readonly current: boolean;
  readonly onChoose: () => void;
}) => {
  const { t } = useTranslation();
  const { delegation } = membership;
  return (
    <li>
      <button type="button" className="choice" aria-pressed={current} onClick={onChoose}>
        <strong>{membership.tenantName}</strong>
        <span>{membership.roles.map((role) => t(`role.${role}`)).join(listMark())}</span>
        {delegation ? (
          <span className="due-near">
            {t('membership.delegated', { name: delegation.fromName, date: delegation.validTo })}
          </span>
        ) : null}
      </button>
    </li>
  );
};

/** All a person may act as, one of them at a time. */
export const MembershipChoice = ({
  memberships,
  current,
  onChoose,
}: {
  readonly memberships: readonly MembershipSummary[];
  readonly current?: string;
  readonly onChoose: (membership: MembershipSummary) => void;
}) => (
  <ul className="plain-list">
    {memberships.map((membership) => (
      <Choice
        key={membershipKey(membership)}
        membership={membership}
        current={membershipKey(membership) === current}
        onChoose={() => onChoose(membership)}
      />
    ))}
  </ul>
);
