import {
  CORRECTION_LABELS,
  DEPARTMENTS_SHEET,
  fieldOnSameColumn,
  LEDGER_FIELDS,
  type LedgerField,
} from '@xuncha/domain';
import { Alert, Form, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../../api/me.ts';
import type { ImportDetail } from '../../../api/types.ts';
import { useCommand, useOperation } from '../../../api/use-operation.ts';
import { PageForm } from '../../../components/PageForm.tsx';
import { useToast } from '../../../components/use-toast.ts';

interface Values {
  readonly sheet: string;
  /** Absent for another sheet, whose columns are not known yet. */
  readonly firstDataRow?: number;
  readonly columns?: Partial<Record<LedgerField, number | null>>;
  readonly departments?: readonly (string | null | undefined)[];
}

/** Selects answer null when cleared; the contract knows only "there" and "not there". */
const columnsOf = (columns: NonNullable<Values['columns']>) => {
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

/** Columns of the file that nothing is taken from; those a correction workbook adds itself are meant to be left. */
const unusedColumns = ({ headers = [], mapping }: ImportDetail) => {
  // Where not even the findings were found, all columns are still to be named.
  if (mapping?.columns.text === undefined) return [];
  const used = new Set(Object.values(mapping?.columns ?? {}));
  const own: readonly string[] = Object.values(CORRECTION_LABELS);
  return headers.filter(({ column, text, sample }) => !used.has(column) && sample && !own.includes(text));
};

/** Says which columns would be left out: nobody should find that out after the import. */
const UnusedColumns = ({ detail }: { readonly detail: ImportDetail }) => {
  const { t } = useTranslation();
  const unused = unusedColumns(detail);
  if (unused.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      className="mapping-note"
      title={t('imports.unusedColumns', { count: unused.length })}
      description={
        <>
          <ul className="plain-list">
            {unused.map(({ column, letter, text, sample }) => (
              <li key={column}>{t('imports.columnExample', { letter, text: text || '—', sample })}</li>
            ))}
          </ul>
          <p>{t('imports.unusedHint')}</p>
        </>
      }
    />
  );
};

/** Only one sheet is read at a time: which one, and which are left. */
const OtherSheets = ({ detail }: { readonly detail: ImportDetail }) => {
  const { t } = useTranslation();
  const others = (detail.sheets ?? []).filter(
    (name) => name !== detail.mapping?.sheet && name !== DEPARTMENTS_SHEET,
  );
  if (others.length === 0 || !detail.mapping) return null;
  return (
    <Alert
      type="info"
      showIcon
      className="mapping-note"
      title={t('imports.otherSheets', { sheet: detail.mapping.sheet, others: others.join('、') })}
    />
  );
};

/** The columns of the sheet at hand, each with an example of what stands in it. */
const ColumnFields = ({ detail }: { readonly detail: ImportDetail }) => {
  const { t } = useTranslation();
  const required = t('validation.required');
  const options = (detail.headers ?? []).map(({ column, letter, text, sample }) => ({
    value: column,
    label: sample
      ? t('imports.columnExample', { letter, text: text || '—', sample })
      : t('imports.columnOption', { letter, text: text || '—' }),
  }));
  return (
    <>
      <Form.Item
        name="firstDataRow"
        label={t('imports.firstDataRow')}
        extra={t('imports.firstDataRowHint')}
        rules={[{ required: true, message: required }]}
      >
        <InputNumber min={1} precision={0} />
      </Form.Item>
      <div className="three-columns">
        {LEDGER_FIELDS.map((field) => {
          const others = LEDGER_FIELDS.filter((other) => other !== field);
          return (
            <Form.Item
              key={field}
              name={['columns', field]}
              label={t('imports.columnFor', { field: t(`ledgerField.${field}`) })}
              dependencies={others.map((other) => ['columns', other])}
              rules={[
                ...(field === 'text' ? [{ required: true, message: t('imports.textRequired') }] : []),
                ({ getFieldValue }) => ({
                  async validator() {
                    const twin = fieldOnSameColumn(getFieldValue('columns'), field);
                    if (twin) throw new Error(t('imports.columnTwice', { field: t(`ledgerField.${twin}`) }));
                  },
                }),
              ]}
            >
              <Select
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                placeholder={t('imports.notMapped')}
                options={options}
              />
            </Form.Item>
          );
        })}
      </div>
    </>
  );
};

interface Props {
  readonly detail: ImportDetail;
  readonly onRemapped: () => void;
}

/** Which column is which, and which department is meant; found by the server, corrected by people. */
export const MappingCard = ({ detail, onRemapped }: Props) => {
  const { t } = useTranslation();
  const may = useMay(detail.tenantId);
  const toast = useToast();
  const [form] = Form.useForm<Values>();
  const sheet = Form.useWatch('sheet', form) ?? detail.mapping?.sheet;
  const remap = useCommand('imports.setMapping', ['imports.get', 'imports.preview']);
  const { mapping, sheets = [], unknownDepartments = [] } = detail;
  if (!mapping) return null;
  const submit = (values: Values) => {
    const departments: Record<string, string> = { ...mapping.departments };
    unknownDepartments.forEach((name, index) => {
      const chosen = values.departments?.[index];
      if (chosen) departments[name] = chosen;
    });
    const { firstDataRow, columns } = values;
    const known =
      values.sheet === mapping.sheet && columns ? { firstDataRow, columns: columnsOf(columns) } : {};
    remap.mutate(
      {
        params: { tenantId: detail.tenantId, importId: detail.id },
        body: { sheet: values.sheet, departments, ...known },
      },
      {
        onSuccess: () => {
          toast.success(t('imports.remapped'));
          onRemapped();
        },
      },
    );
  };
  const needed =
    detail.status === 'failed' || unknownDepartments.length > 0 || unusedColumns(detail).length > 0;
  return (
    <>
      <OtherSheets detail={detail} />
      <details className="card" open={needed}>
        <summary>
          <h2>{t('imports.mapping')}</h2>
          <span className="muted">
            {t(detail.status === 'failed' ? 'imports.mappingNeeded' : 'imports.mappingHint')}
          </span>
        </summary>
        <UnusedColumns detail={detail} />
        <PageForm<Values>
          name="mapping"
          form={form}
          pending={remap.isPending}
          error={remap.error}
          submitText={t('imports.remap')}
          disabled={!may('import.edit')}
          initialValues={{
            sheet: mapping.sheet,
            firstDataRow: mapping.firstDataRow,
            columns: mapping.columns,
          }}
          onSubmit={submit}
        >
          <UnknownDepartments detail={detail} />
          <Form.Item name="sheet" label={t('imports.sheet')}>
            <Select options={sheets.map((name) => ({ value: name, label: name }))} />
          </Form.Item>
          {sheet === mapping.sheet ? (
            <ColumnFields detail={detail} />
          ) : (
            <Alert type="info" showIcon title={t('imports.otherSheet', { sheet })} />
          )}
        </PageForm>
      </details>
    </>
  );
};
