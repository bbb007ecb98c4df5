import type { OutputOf } from '@xuncha/contracts';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Chart, type Paint } from './Chart.tsx';

type Month = OutputOf<'effect.get'>['months'][number];

interface Props {
  readonly months: readonly Month[];
  /** The list of what was closed in a month: on time, late, or all of it. */
  readonly listOf: (month: string, inTime?: 'yes' | 'no') => string;
}

/** A year and a half: more bars would be too thin for a finger. */
const SHOWN = 18;

/** The months between the first and the last without a gap: one in which nothing was closed says so. */
export const everyMonth = (months: readonly Month[]): Month[] => {
  const known = new Map(months.map((one) => [one.month, one]));
  const all: Month[] = [];
  const last = months.at(-1)?.month;
  for (let month = months[0]?.month; month && last && month <= last; month = monthAfter(month))
    all.push(known.get(month) ?? { month, closed: 0, onTime: 0, late: 0 });
  return all;
};

const monthAfter = (month: string): string => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
};

/** Closed on time and late, by month. */
export const OnTimeTrend = ({ months, listOf }: Props) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const shown = everyMonth(months).slice(-SHOWN);
  const drawing = JSON.stringify(shown);
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn again when a number changes
  const draw = useCallback(
    (paint: Paint) => {
      const bar = (name: string, colour: string, pick: (month: Month) => number) => ({
        type: 'bar',
        name,
        stack: 'closed',
        barMaxWidth: 36,
        itemStyle: { color: paint(colour) },
        label: {
          show: true,
          color: paint('card'),
          formatter: ({ value }: { value: number }) => (value > 0 ? String(value) : ''),
        },
        data: shown.map(pick),
      });
      return {
        grid: { left: 36, right: 12, top: 12, bottom: 28 },
        xAxis: {
          type: 'category',
          data: shown.map(({ month }) => month),
          axisLabel: { color: paint('muted') },
          axisLine: { lineStyle: { color: paint('line-strong') } },
        },
        yAxis: {
          type: 'value',
          minInterval: 1,
          axisLabel: { color: paint('muted') },
          splitLine: { lineStyle: { color: paint('line') } },
        },
        series: [
          bar(t('effect.onTime'), 'green', ({ onTime }) => onTime),
          bar(t('effect.late'), 'red', ({ late }) => late),
          bar(t('effect.undated'), 'muted', ({ closed, onTime, late }) => closed - onTime - late),
        ],
      };
    },
    [drawing, t],
  );
  const sums = shown.reduce(
    (sum, { onTime, late }) => ({ onTime: sum.onTime + onTime, late: sum.late + late }),
    { onTime: 0, late: 0 },
  );
  const rate = (onTime: number, late: number) =>
    onTime + late === 0 ? '–' : `${Math.round((onTime / (onTime + late)) * 100)}%`;
  return (
    <>
      <ul className="chart-key" aria-hidden>
        <li className="key-green">{t('effect.onTime')}</li>
        <li className="key-red">{t('effect.late')}</li>
        <li className="key-muted">{t('effect.undated')}</li>
      </ul>
      <Chart
        title={t('effect.trend')}
        summary={t('effect.trendSummary', { ...sums, rate: rate(sums.onTime, sums.late) })}
        height={220}
        draw={draw}
        onChoose={(series, index) => {
          const month = shown[index]?.month;
          if (month) void navigate(listOf(month, ([['yes'], ['no'], []] as const)[series]?.[0]));
        }}
        table={
          <table className="table">
            <thead>
              <tr>
                {(['month', 'onTime', 'late', 'closed', 'rate'] as const).map((name) => (
                  <th key={name} scope="col" className={name === 'month' ? undefined : 'number'}>
                    {t(`effect.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map(({ month, closed, onTime, late }) => (
                <tr key={month} data-testid="trend-row">
                  <th scope="row">{month}</th>
                  <td className="number" data-label={t('effect.onTime')}>
                    <Link to={listOf(month, 'yes')}>{onTime}</Link>
                  </td>
                  <td className="number" data-label={t('effect.late')}>
                    <Link to={listOf(month, 'no')}>{late}</Link>
                  </td>
                  <td className="number" data-label={t('effect.closed')}>
                    <Link to={listOf(month)}>{closed}</Link>
                  </td>
                  <td className="number" data-label={t('effect.rate')}>
                    {rate(onTime, late)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        }
      />
    </>
  );
};
