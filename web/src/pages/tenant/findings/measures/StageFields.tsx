import { Button, Form, Input, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateInput } from '../../../../components/DateInput.tsx';

/** What a measure is to reach by which day (E05): one row for each stage. */
export const StageFields = () => {
  const { t } = useTranslation();
  const required = { required: true, message: t('validation.required') };
  return (
    <Form.Item label={t('measure.stages')} extra={t('measure.stagesHint')}>
      <Form.List name="stages">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => {
              const index = name + 1;
              return (
                <div key={key} className="stage-row">
                  <Form.Item name={[name, 'on']} label={t('measure.stageOn', { index })} rules={[required]}>
                    <DateInput />
                  </Form.Item>
                  <Form.Item
                    name={[name, 'percent']}
                    label={t('measure.stagePercent', { index })}
                    rules={[required]}
                  >
                    <InputNumber min={1} max={100} precision={0} suffix="%" />
                  </Form.Item>
                  <Form.Item
                    name={[name, 'goal']}
                    label={t('measure.stageGoal', { index })}
                    rules={[{ ...required, whitespace: true }]}
                  >
                    <Input maxLength={200} />
                  </Form.Item>
                  <Button type="text" onClick={() => remove(name)}>
                    {t('measure.stageRemove', { index })}
                  </Button>
                </div>
              );
            })}
            {fields.length < 20 ? <Button onClick={() => add()}>{t('measure.stageAdd')}</Button> : null}
          </>
        )}
      </Form.List>
    </Form.Item>
  );
};
