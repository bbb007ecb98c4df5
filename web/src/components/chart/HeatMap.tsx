import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import './chart.css';

export interface HeatCell {
  readonly open: number;
  readonly closed: number;
  /** How many of the open ones are past their day. */
  readonly late?: number;
  readonly openList?: string;
  readonly allList?: string;
}

interface Props {
  readonly corner: string;
  readonly columns: readonly { readonly id: string; readonly label: string }[];
  readonly rows: readonly { readonly id: string; readonly label: string }[];
  readonly cell: (row: string, column: string) => HeatCell | undefined;
  readonly explain: (cell: HeatCell, row: string, column: string) => string;
}

/** Share of the strongest colour that still lets the letters be read. */
const STRONGEST = 34;

/**
 * Domain × department or unit: the more is open, the redder. A table, so that every cell is a link that keyboard and
 * screen reader reach; the colour only repeats the number.
 */
export const HeatMap = ({ corner, columns, rows, cell, explain }: Props) => {
  const { t } = useTranslation();
  const most = Math.max(
    1,
    ...rows.flatMap((row) => columns.map((column) => cell(row.id, column.id)?.open ?? 0)),
  );
  return (
    // Wider than a phone with more than three columns: it scrolls by itself, also by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="heat-map" tabIndex={0} aria-label={corner}>
      <table>
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            {columns.map(({ id, label }) => (
              <th key={id} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">{row.label}</th>
              {columns.map((column) => {
                const found = cell(row.id, column.id);
                if (!found || found.open + found.closed === 0) return <td key={column.id}>·</td>;
                const strength = Math.round((found.open / most) * STRONGEST);
                const all = found.open + found.closed;
                return (
                  <td
                    key={column.id}
                    data-testid="heat-cell"
                    title={explain(found, row.label, column.label)}
                    style={{ background: `color-mix(in srgb, var(--red) ${strength}%, var(--card))` }}
                  >
                    {found.openList ? <Link to={found.openList}>{found.open}</Link> : found.open}
                    {' / '}
                    {found.allList ? <Link to={found.allList}>{all}</Link> : all}
                    {found.late ? (
                      <span className="heat-late">{t('boards.late', { late: found.late })}</span>
                    ) : null}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
