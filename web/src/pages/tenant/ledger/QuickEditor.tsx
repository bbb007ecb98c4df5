import { useQueryClient } from '@tanstack/react-query';
import { Button, Popover, Select, Space } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerLine } from '../../../api/types.ts';
import { useCommand } from '../../../api/use-operation.ts';
import { useToast } from '../../../components/use-toast.ts';
import { told } from '../../../i18n/server-words.ts';
import { PersonInput } from '../findings/PersonInput.tsx';
import { memberNamed, usePeople } from '../findings/use-people.ts';
import type { EditableColumn } from './editable.ts';
import { AFTER_ASSIGNMENT, assignedAtOnce, LEDGER_FOLLOWS_MS } from './shown-assignment.ts';

interface EditorProps {
  readonly column: EditableColumn;
  readonly line: LedgerLine;
  readonly onDone: () => void;
}

/** What is asked for and what of it is there, by column. */
const FIELDS = {
  department: 'departmentId',
  leader: 'leaderName',
  handler: 'handlerName',
} as const satisfies Readonly<Record<EditableColumn, keyof LedgerLine>>;

/** What somebody else has put there meanwhile, as the server names it. */
interface Meanwhile {
  readonly value: string;
  readonly shown: string;
}

const meanwhileOf = (details: unknown): Meanwhile | undefined => {
  if (typeof details !== 'object' || details === null) return undefined;
  const [value, shown]: unknown[] = [Reflect.get(details, 'value'), Reflect.get(details, 'shown')];
  return typeof value === 'string' && typeof shown === 'string' ? { value, shown } : undefined;
};

/** Saves one field of one line: shown in the table at once, unless somebody else was faster. */
const useSaveField = ({ column, line, onDone }: EditorProps) => {
  const { t } = useTranslation();
  const toast = useToast();
  const queries = useQueryClient();
  const { members, departments } = usePeople(line.tenantId);
  const assign = useCommand(
    'findings.assignMany',
    AFTER_ASSIGNMENT,
    assignedAtOnce((id) => departments.find((one) => one.id === id)?.name),
  );
  const field = FIELDS[column];
  const [seen, setSeen] = useState(line[field] ?? '');
  const [refusal, setRefusal] = useState<string>();
  const [meanwhile, setMeanwhile] = useState<Meanwhile>();
  const readAgain = () => queries.invalidateQueries({ queryKey: ['findings.list'] });
  const save = (chosen: string): void => {
    const id = memberNamed(members, chosen)?.id;
    const responsibility = {
      department: { departmentId: chosen },
      leader: { leaderName: chosen, leaderId: id },
      handler: { handlerName: chosen, handlerId: id },
    }[column];
    const body = { findingIds: [line.id], responsibility, seen: { [field]: seen } };
    assign.mutate(
      { params: { tenantId: line.tenantId }, body },
      {
        onSuccess: ({ data }) => {
          const problem = data.results[0]?.problem;
          if (!problem) {
            window.setTimeout(() => void readAgain(), LEDGER_FOLLOWS_MS);
            toast.success(t('finding.saved'));
            onDone();
            return;
          }
          void readAgain();
          const known = meanwhileOf(problem.details);
          setRefusal(told({ code: problem.code, message: problem.detail }));
          setMeanwhile(known);
          // Who saves again has seen what stands there now.
          if (known) setSeen(known.value);
        },
        onError: (error) => setRefusal(told(error)),
      },
    );
  };
  return { members, departments, pending: assign.isPending, refusal, meanwhile, save };
};

const Editor = (props: EditorProps) => {
  const { column, line, onDone } = props;
  const { t } = useTranslation();
  const { members, departments, pending, refusal, meanwhile, save } = useSaveField(props);
  const [value, setValue] = useState<string>(line[FIELDS[column]] ?? '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (value.trim()) save(value.trim());
  };
  return (
    <form className="quick-assign" onSubmit={submit}>
      <Space.Compact block>
        {column === 'department' ? (
          <Select
            autoFocus
            aria-label={t('field.department')}
            showSearch={{ optionFilterProp: 'label' }}
            value={value || undefined}
            loading={pending}
            options={departments.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(chosen: string) => {
              setValue(chosen);
              save(chosen);
            }}
          />
        ) : (
          <>
            {/* The same field before the members are there: exchanged, it would take a word away half typed. */}
            <PersonInput
              autoFocus
              label={t(`field.${column}`)}
              members={members}
              value={value}
              onChange={setValue}
            />
            <Button type="primary" htmlType="submit" loading={pending} disabled={!value.trim()}>
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
      {meanwhile ? (
        <Space>
          <Button size="small" type="primary" loading={pending} onClick={() => save(value.trim())}>
            {t('ledger.saveMine')}
          </Button>
          <Button size="small" onClick={onDone}>
            {t('ledger.keepTheirs', { shown: meanwhile.shown })}
          </Button>
        </Space>
      ) : null}
    </form>
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
      // A column at the edge of the table must not push the form out of the window.
      placement="topRight"
      destroyOnHidden
      title={`${line.no} ${t(`field.${column}`)}`}
      content={<Editor column={column} line={line} onDone={onDone} />}
    >
      <span className="quick-anchor" />
    </Popover>
  );
}
