import { Form, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AFTER_FINDING } from '../../../../api/refresh.ts';
import type { BulkResult, LimitRules } from '../../../../api/types.ts';
import { useCommand } from '../../../../api/use-operation.ts';
import { BulkProblems } from '../../../../components/BulkProblems.tsx';
import { FormDialog } from '../../../../components/FormDialog.tsx';
import { useToast } from '../../../../components/use-toast.ts';
import { LimitMoves } from './LimitMoves.tsx';
import { usePreview } from './use-preview.ts';

interface Props {
  readonly tenantId: string;
  readonly version: LimitRules['versions'][number];
  readonly onClose: () => void;
}

/** The server takes fifty at a time; what is left stays in the list. */
const MOST_AT_ONCE = 50;

/** Moves chosen running findings to a version of the rules, with a reason. */
export const MoveDialog = ({ tenantId, version, onClose }: Props) => {
  const { t } = useTranslation();
  const toast = useToast();
  const preview = usePreview(tenantId);
  const move = useCommand('findings.moveLimits', AFTER_FINDING);
  const [chosen, setChosen] = useState<string[]>([]);
  const [results, setResults] = useState<BulkResult['results']>([]);
  const start = useRef(preview.start);
  useEffect(() => {
    void start.current(version.limits);
  }, [version]);
  const names = new Map(preview.moves?.map(({ findingId, no }) => [findingId, no]));
  return (
    <FormDialog<{ reason: string }>
      open
      title={t('limits.moveTitle', { version: version.version })}
      hint={t('limits.moveHint', { most: MOST_AT_ONCE })}
      submitText={t('limits.moveChosen', { count: chosen.length })}
      submitDisabled={chosen.length === 0}
      pending={move.isPending}
      error={move.error ?? preview.error}
      onClose={onClose}
      onSubmit={({ reason }) => {
        move.mutate(
          {
            params: { tenantId },
            body: { findingIds: chosen.slice(0, MOST_AT_ONCE), version: version.version, reason },
          },
          {
            onSuccess: ({ data }) => {
              toast.success(t('limits.moved', { count: data.results.filter(({ ok }) => ok).length }));
              setResults(data.results);
              setChosen([]);
              void preview.start(version.limits);
            },
          },
        );
      }}
    >
      <LimitMoves preview={preview} chosen={{ ids: chosen, onChange: setChosen }} />
      {preview.moves?.length === 0 && !preview.running ? <p>{t('limits.noMoves')}</p> : null}
      <BulkProblems results={results} nameOf={(id) => names.get(id) ?? id} />
      <Form.Item
        name="reason"
        label={t('limits.reason')}
        rules={[{ required: true, whitespace: true, message: t('validation.required') }]}
      >
        <Input maxLength={200} />
      </Form.Item>
    </FormDialog>
  );
};
