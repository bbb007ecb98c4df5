import { Button, Input, Popover, Select, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AFTER_FINDING } from '../../../api/refresh.ts';
import type { LedgerLine } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { useToast } from '../../../components/use-toast.ts';
import { PersonInput } from '../findings/PersonInput.tsx';
import { memberNamed, usePeople } from '../findings/use-people.ts';
import type { EditableColumn } from './QuickAssign.tsx';

interface EditorProps {
  readonly column: EditableColumn;
  readonly line: LedgerLine;
  readonly onDone: () => void;
}

const Editor = ({ column, line, onDone }: EditorProps) => {
  const { t } = useTranslation();
  const toast = useToast();
  const { members, departments } = usePeople(line.tenantId);
  const assign = useCommand('findings.assignMany', AFTER_FINDING);
  const [value, setValue] = useState(
    { department: line.departmentId, leader: line.leaderName, handler: line.handlerName }[column] ?? '',
  );
  const [refusal, setRefusal] = useState<string>();
  const save = (chosen: string): void => {
    const member = memberNamed(members, chosen);
    const responsibility = {
      department: { departmentId: chosen },
      leader: { leaderName: chosen, leaderId: member?.id },
      handler: { handlerName: chosen, handlerId: member?.id },
    }[column];
    assign.mutate(
      { params: { tenantId: line.tenantId }, body: { findingIds: [line.id], responsibility } },
      {
        onSuccess: ({ data }) => {
          const problem = data.results[0]?.problem;
          setRefusal(problem?.detail);
          if (problem) return;
          toast.success(t('finding.saved'));
          onDone();
        },
        onError: (error) => setRefusal(error.message),
      },
    );
  };
  return (
    <div className="quick-assign">
      <Space.Compact block>
        {column === 'department' ? (
          <Select
            autoFocus
            aria-label={t('field.department')}
            showSearch={{ optionFilterProp: 'label' }}
            value={value || undefined}
            loading={assign.isPending}
            options={departments.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(chosen: string) => {
              setValue(chosen);
              save(chosen);
            }}
          />
        ) : (
          <>
            {members.length > 0 ? (
              <PersonInput members={members} value={value} onChange={setValue} />
            ) : (
              <Input
                aria-label={t(`field.${column}`)}
                value={value}
                maxLength={30}
                onChange={(event) => setValue(event.target.value)}
              />
            )}
            <Button
              type="primary"
              loading={assign.isPending}
              disabled={!value.trim()}
              onClick={() => save(value.trim())}
            >
              {t('action.save')}
            </Button>
          </>
        )}
      </Space.Compact>
      {refusal ? (
        <p role="alert" className="due-late">
          {refusal}
        </p>
      ) : null}
    </div>
  );
};

/** The little form beside a cell; fetched when the first of them is opened. */
export default function QuickEditor({ column, line, onDone }: EditorProps) {
  const { t } = useTranslation();
  return (
    <Popover
      open
      onOpenChange={(open) => {
        if (!open) onDone();
      }}
      trigger="click"
      destroyOnHidden
      title={`${line.no} ${t(`field.${column}`)}`}
      content={<Editor column={column} line={line} onDone={onDone} />}
    >
      <span className="quick-anchor" />
    </Popover>
  );
}
