import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFinding } from '../finding-context.ts';

interface Props {
  readonly value?: string;
  readonly onChange?: (value: string | undefined) => void;
  readonly id?: string;
}

/** The whole finding, or one of its measures. */
export const MeasureSelect = (props: Props) => {
  const { t } = useTranslation();
  const { measures } = useFinding().detail;
  return (
    <Select
      {...props}
      allowClear
      placeholder={t('course.whole')}
      options={measures
        .filter(({ status }) => status !== 'withdrawn')
        .map(({ id, seq, text }) => ({
          value: id,
          label: `${t('measure.seq', { seq })} ${text.slice(0, 30)}`,
        }))}
    />
  );
};
