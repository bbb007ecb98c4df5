import { MAX_MEETING_ACTIONS, UNIT_MEETING_TYPES, type UnitMeetingType } from '@xuncha/domain';
import { Button, Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { useList } from '../../../api/use-operation.ts';
import { CommandDialog } from '../../../components/CommandDialog.tsx';
import { DateInput } from '../../../components/DateInput.tsx';
import { businessToday } from '../../../components/dates.ts';
import { HelpedItem } from '../../../components/FieldHelp.tsx';
import { NamesInput } from '../../../components/NamesInput.tsx';
import { TextField } from '../matters/step-fields.tsx';
import { AssignmentLines } from './AssignmentLines.tsx';
import { BatchField } from './BatchField.tsx';
import { FindingPicker } from './FindingPicker.tsx';
import { TaskFields, type TaskValues, taskOf } from './TaskFields.tsx';

interface Values {
  readonly title: string;
  readonly type: UnitMeetingType;
  readonly date: string;
  readonly place?: string;
  readonly batchId?: string;
  readonly attendees: string[];
  readonly leaders?: string[];
  readonly agenda: { readonly title: string; readonly findingIds?: string[] }[];
  readonly conclusions: string;
  readonly actions?: (TaskValues & { readonly what: string })[];
}

interface Props {
  readonly tenantId: string;
  readonly onClose: () => void;
}

/** What is still open from earlier meetings lies on the table of this one (F05). */
const OpenNow = ({ tenantId }: Pick<Props, 'tenantId'>) => {
  const { t } = useTranslation();
  const { items } = useList('assignments.list', {
    params: { tenantId },
    query: { kind: 'action', limit: 30 },
  });
  if (items.length === 0) return null;
  return (
    <details className="below" data-testid="open-actions">
      <summary>{t('unitMeetings.openNow', { count: items.length })}</summary>
      <AssignmentLines items={items} />
    </details>
  );
};

const Agenda = ({ tenantId }: Pick<Props, 'tenantId'>) => {
  const { t } = useTranslation();
  return (
    <Form.List name="agenda">
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }, index) => (
            <fieldset key={key} className="part">
              <legend>{t('unitMeetings.agendaItem', { index: index + 1 })}</legend>
              <Form.Item
                name={[name, 'title']}
                label={t('unitMeetings.agendaItem', { index: index + 1 })}
                rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
              >
                <Input maxLength={200} />
              </Form.Item>
              <Form.Item
                name={[name, 'findingIds']}
                label={t('unitMeetings.agendaFindings', { index: index + 1 })}
                extra={t('unitMeetings.findingsHint')}
              >
                <FindingPicker tenantId={tenantId} />
              </Form.Item>
              {fields.length > 1 ? (
                <Button size="small" onClick={() => remove(name)}>
                  {t('unitMeetings.removeAgenda', { index: index + 1 })}
                </Button>
              ) : null}
            </fieldset>
          ))}
          <Button block type="dashed" disabled={fields.length >= 20} onClick={() => add({})}>
            {t('unitMeetings.addAgenda')}
          </Button>
        </>
      )}
    </Form.List>
  );
};

const Actions = ({ tenantId }: Pick<Props, 'tenantId'>) => {
  const { t } = useTranslation();
  return (
    <Form.List name="actions">
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }, index) => (
            <fieldset key={key} className="part" data-testid="agreed-action">
              <legend>{t('unitMeetings.action', { index: index + 1 })}</legend>
              <Form.Item
                name={[name, 'what']}
                label={t('unitMeetings.what')}
                rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
              >
                <Input.TextArea rows={2} maxLength={2000} />
              </Form.Item>
              <TaskFields tenantId={tenantId} at={name} dueLabel={t('unitMeetings.due')} />
              <Button size="small" onClick={() => remove(name)}>
                {t('unitMeetings.removeAction', { index: index + 1 })}
              </Button>
            </fieldset>
          ))}
          <Button block type="dashed" disabled={fields.length >= MAX_MEETING_ACTIONS} onClick={() => add({})}>
            {t('unitMeetings.addAction')}
          </Button>
        </>
      )}
    </Form.List>
  );
};

/** Records a meeting with what was agreed (F05, A05). */
export const RecordMeetingDialog = ({ tenantId, onClose }: Props) => {
  const { t } = useTranslation();
  const required = [{ required: true, message: t('validation.required') }];
  return (
    <CommandDialog<'unitMeetings.record', Values>
      operation="unitMeetings.record"
      title={t('unitMeetings.record')}
      hint={t('unitMeetings.recordHint')}
      refresh={['unitMeetings.list', 'assignments.list', 'meetingYears.get', 'inbox.list']}
      initialValues={{ type: 'coordination', date: businessToday(), agenda: [{ title: '' }], actions: [] }}
      toInput={({ place, batchId, agenda, leaders = [], actions = [], ...values }) => ({
        params: { tenantId },
        body: {
          ...values,
          ...(place?.trim() ? { place } : {}),
          ...(batchId ? { batchId } : {}),
          ...(values.type === 'feedback' ? { leaders } : {}),
          agenda: agenda.map(({ title, findingIds = [] }) => ({ title, findingIds })),
          actions: actions.map(taskOf),
        },
      })}
      onClose={onClose}
    >
      <OpenNow tenantId={tenantId} />
      <Form.Item name="title" label={t('unitMeetings.name')} rules={required}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="type" label={t('unitMeetings.typeLabel')} rules={required}>
        <Radio.Group
          options={UNIT_MEETING_TYPES.map((value) => ({ value, label: t(`unitMeetings.type.${value}`) }))}
        />
      </Form.Item>
      <HelpedItem rule="meetingDate" name="date" label={t('unitMeetings.date')} rules={required}>
        <DateInput />
      </HelpedItem>
      <Form.Item name="place" label={t('unitMeetings.place')}>
        <Input maxLength={100} />
      </Form.Item>
      <BatchField tenantId={tenantId} />
      <Form.Item name="attendees" label={t('unitMeetings.attendees')} rules={required}>
        <NamesInput />
      </Form.Item>
      <Form.Item noStyle dependencies={['type']}>
        {({ getFieldValue }) =>
          getFieldValue('type') === 'feedback' ? (
            <Form.Item name="leaders" label={t('unitMeetings.leaders')} extra={t('unitMeetings.leadersHint')}>
              <NamesInput />
            </Form.Item>
          ) : null
        }
      </Form.Item>
      <h3>{t('unitMeetings.agenda')}</h3>
      <Agenda tenantId={tenantId} />
      <div className="spaced">
        <TextField name="conclusions" label={t('unitMeetings.conclusions')} max={4000} />
      </div>
      <h3>{t('unitMeetings.agreed')}</h3>
      <p className="muted">{t('unitMeetings.agreedHint')}</p>
      <Actions tenantId={tenantId} />
    </CommandDialog>
  );
};
