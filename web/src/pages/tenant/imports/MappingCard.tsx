import { LEDGER_FIELDS, type LedgerField } from '@xuncha/domain';
import { Form, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { ImportDetail } from '../../../api/types.ts';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { PageForm } from '../../../components/PageForm.tsx';
import { useToast } from '../../../components/use-toast.ts';

interface Values {
  readonly sheet: string;
  readonly firstDataRow: number;
  readonly columns: Partial<Record<LedgerField, number | null>>;
  readonly departments?: readonly (string | null | undefined)[];
}

/** Selects answer null when cleared; the contract knows only "there" and "not there". */
const columnsOf = (columns: Values['columns']) => {
  const chosen: Partial<Record<LedgerField, number>> = {};
  for (const field of LEDGER_FIELDS) {
    const column = columns[field];
    if (typeof column === 'number') chosen[field] = column;
  }
  return chosen;
};

const UnknownDepartments = ({ detail }: { readonly detail: ImportDetail }) => {
  const { t } = useTranslation();
  const { tenantId } = detail;
  const may = useMay(tenantId);
  const tenant = useOperation('tenants.get', { params: { tenantId } }, { enabled: may('tenant.read') });
  const names = detail.unknownDepartments ?? [];
  if (names.length === 0) return null;
  return (
    <fieldset className="part">
      <legend>{t('imports.unknownDepartments')}</legend>
      <p className="muted">{t('imports.unknownHint')}</p>
      <div className="three-columns">
        {names.map((name, index) => (
          <Form.Item key={name} name={['departments', index]} label={t('imports.departmentFor', { name })}>
            <Select
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              options={(tenant.data?.data.departments ?? []).map(({ id, name: label }) => ({
                value: id,
                label,
              }))}
            />
          </Form.Item>
        ))}
      </div>
    </fieldset>
  );
};

/** Which column is which, and which department is meant; found by the server, corrected by people. */
export const MappingCard = ({ detail }: { readonly detail: ImportDetail }) => {
  const { t } = useTranslation();
  const may = useMay(detail.tenantId);
  const toast = useToast();
  const remap = useCommand('imports.setMapping', ['imports.get']);
  const { mapping, headers = [], sheets = [], unknownDepartments = [] } = detail;
  if (!mapping) return null;
  const columns = headers.map(({ column, letter, text }) => ({
    value: column,
    label: t('imports.columnOption', { letter, text: text || '—' }),
  }));
  const submit = (values: Values) => {
    const departments: Record<string, string> = { ...mapping.departments };
    unknownDepartments.forEach((name, index) => {
      const chosen = values.departments?.[index];
      if (chosen) departments[name] = chosen;
    });
    remap.mutate(
      {
        params: { tenantId: detail.tenantId, importId: detail.id },
        body: {
          sheet: values.sheet,
          firstDataRow: values.firstDataRow,
          columns: columnsOf(values.columns),
          departments,
        },
      },
      { onSuccess: () => toast.success(t('imports.remapped')) },
    );
  };
  const needed = unknownDepartments.length > 0;
  return (
    <details className="card" open={needed}>
      <summary>
        <h2>{t('imports.mapping')}</h2>
        <span className="muted">{t('imports.mappingHint')}</span>
      </summary>
      <PageForm<Values>
        name="mapping"
        pending={remap.isPending}
        error={remap.error}
        submitText={t('imports.remap')}
        disabled={!may('import.edit')}
        initialValues={{ sheet: mapping.sheet, firstDataRow: mapping.firstDataRow, columns: mapping.columns }}
        onSubmit={submit}
      >
        <UnknownDepartments detail={detail} />
        <div className="three-columns">
          <Form.Item name="sheet" label={t('imports.sheet')}>
            <Select options={sheets.map((sheet) => ({ value: sheet, label: sheet }))} />
          </Form.Item>
          <Form.Item name="firstDataRow" label={t('imports.firstDataRow')}>
            <InputNumber min={1} precision={0} />
          </Form.Item>
        </div>
        <div className="three-columns">
          {LEDGER_FIELDS.map((field) => (
            <Form.Item
              key={field}
              name={['columns', field]}
              label={t('imports.columnFor', { field: t(`ledgerField.${field}`) })}
            >
              <Select allowClear placeholder={t('imports.notMapped')} options={columns} />
            </Form.Item>
          ))}
        </div>
      </PageForm>
    </details>
  );
};
