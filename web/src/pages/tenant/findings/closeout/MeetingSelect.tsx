import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay } from '../../../../api/me.ts';
import { useList } from '../../../../api/use-operation.ts';

interface Props {
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (meetingId: string | undefined) => void;
}

/** Chooses a meeting of the leading group. */
export const MeetingSelect = ({ id, value, onChange }: Props) => {
  const { t } = useTranslation();
  const may = useMay();
  const { items, query } = useList(
    'meetings.list',
    { query: { limit: 100 } },
    { enabled: may('meeting.read') },
  );
  return (
    <div className="with-link">
      <Select
        id={id}
        value={value}
        onChange={onChange}
        allowClear
        loading={query.isLoading}
        options={items.map((meeting) => ({ value: meeting.id, label: `${meeting.date} ${meeting.title}` }))}
      />
      {may('meeting.edit') ? <Link to="/meetings">{t('closeout.newMeeting')}</Link> : null}
    </div>
  );
};
