import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { inBrackets } from '../../i18n/punctuation.ts';
import { Chart, type Paint } from './Chart.tsx';

export interface FunnelPart {
  readonly label: string;
  readonly count: number;
  /** The list behind the number. */
  readonly to: string;
}

/** In the order of the steps, from what was found to what came back. */
const FILLS = ['blue', 'blue', 'blue', 'done', 'red'];

const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${Math.round((part / whole) * 100)}%`;

/** Found → planned → done → closed → recurred (K03). */
export const EffectFunnel = ({ parts }: { readonly parts: readonly FunnelPart[] }) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const found = parts[0]?.count ?? 0;
  const texts = parts.map(({ label, count }) => `${label} ${count}${inBrackets(percent(count, found))}`);
  const drawing = JSON.stringify(parts.map(({ count }) => count));
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn again when a number changes
  const draw = useCallback(
    (paint: Paint) => ({
      grid: { left: 96, right: 96, top: 4, bottom: 4 },
      xAxis: { type: 'value', show: false, min: 0, max: Math.max(found, 1) },
      yAxis: {
        type: 'category',
        inverse: true,
        data: parts.map(({ label }) => label),
        axisLabel: { color: paint('ink'), fontSize: 14 },
        axisLine: { show: false },
        axisTick: { show: false },
      },
      series: [
        // Nothing to see: half of what is missing stands on the left, so that the bars make a funnel.
        {
          type: 'bar',
          stack: 'funnel',
          silent: true,
          itemStyle: { color: 'transparent' },
          data: parts.map(({ count }) => (found - count) / 2),
        },
        {
          type: 'bar',
          stack: 'funnel',
          barWidth: '84%',
          label: {
            show: true,
            position: 'right',
            color: paint('ink'),
            fontSize: 14,
            formatter: ({ value }: { value: number }) => `${value}${inBrackets(percent(value, found))}`,
          },
          data: parts.map(({ count }, index) => ({
            value: count,
            itemStyle: { color: paint(FILLS[index] ?? 'blue') },
          })),
        },
      ],
    }),
    [drawing, t],
  );
  return (
    <Chart
      title={t('effect.funnel')}
      summary={texts.join(' → ')}
      height={parts.length * 46}
      draw={draw}
      onChoose={(_series, index) => {
        const to = parts[index]?.to;
        if (to) void navigate(to);
      }}
      table={
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('effect.step')}</th>
              <th scope="col" className="number">
                {t('effect.count')}
              </th>
              <th scope="col" className="number">
                {t('effect.share')}
              </th>
            </tr>
          </thead>
          <tbody>
            {parts.map(({ label, count, to }) => (
              <tr key={label} data-testid="funnel-row">
                <th scope="row">{label}</th>
                <td className="number" data-label={t('effect.count')}>
                  <Link to={to}>{count}</Link>
                </td>
                <td className="number" data-label={t('effect.share')}>
                  {percent(count, found)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      }
    />
  );
};
