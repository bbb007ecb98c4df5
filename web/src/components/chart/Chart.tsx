import type { EChartsCoreOption } from 'echarts/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './chart.css';
import { colon } from '../../i18n/punctuation.ts';

/** Colours of the page, as the style sheet names them; a chart can't read variables itself. */
export type Paint = (name: string) => string;

interface Props {
  readonly title: string;
  /** What the picture says, in a sentence. */
  readonly summary: string;
  readonly height: number;
  readonly draw: (paint: Paint) => EChartsCoreOption;
  /** A segment was clicked: series and place in it. */
  readonly onChoose: (series: number, index: number) => void;
  /** The same numbers as a table whose cells are links: for keyboard, screen reader, and who wants the figures. */
  readonly table: ReactNode;
}

const paint: Paint = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const appearanceShown = (): string | undefined => document.documentElement.dataset.appearance;

/** Renews when the page turns light or dark. */
const useAppearanceShown = (): string | undefined => {
  const [shown, setShown] = useState(appearanceShown);
  useEffect(() => {
    const watcher = new MutationObserver(() => setShown(appearanceShown()));
    watcher.observe(document.documentElement, { attributeFilter: ['data-appearance'] });
    return () => watcher.disconnect();
  }, []);
  return shown;
};

/** A chart whose segments open lists. The library is fetched when the first one is shown; the table never waits for it. */
export const Chart = ({ title, summary, height, draw, onChoose, table }: Props) => {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const appearance = useAppearanceShown();
  const choose = useRef(onChoose);
  useEffect(() => {
    choose.current = onChoose;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another appearance is another drawing
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    let end: (() => void) | undefined;
    let left = false;
    void import('./chart-engine.ts').then(({ init }) => {
      if (left) return;
      const chart = init(element);
      chart.setOption({
        animation: false,
        textStyle: { fontFamily: getComputedStyle(element).fontFamily },
        ...draw(paint),
      });
      chart.on('click', ({ seriesIndex, dataIndex }) => choose.current(seriesIndex ?? 0, dataIndex));
      const watcher = new ResizeObserver(() => chart.resize());
      watcher.observe(element);
      end = () => {
        watcher.disconnect();
        chart.dispose();
      };
    });
    return () => {
      left = true;
      end?.();
    };
  }, [draw, appearance]);
  return (
    <figure className="chart">
      <div
        ref={place}
        role="img"
        aria-label={`${title}${colon()}${summary}`}
        className="chart-place"
        style={{ height }}
      />
      <figcaption className="muted">{summary}</figcaption>
      <details>
        <summary>{t('effect.asTable')}</summary>
        {table}
      </details>
    </figure>
  );
};
