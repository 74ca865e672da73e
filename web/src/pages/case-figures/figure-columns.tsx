/** The columns that the tables of the review's figures share. */
import type { Column } from '../../components/tables/table.tsx';
import { formatCount, formatPercent } from '../../format/numbers.ts';
import { formatAge } from '../../format/times.ts';
import type { CaseFigures } from '../../queries/api-types.ts';
import { figureTexts } from '../../texts/review/figures.ts';

const { columns: texts } = figureTexts;

type Figure = CaseFigures['all'];

export const FIGURE_COLUMNS: Column<Figure>[] = [
  { name: texts.decided, isNumber: true, sortValue: ({ decided }) => decided, cell: (row) => formatCount(row.decided) },
  {
    name: texts.median,
    isNumber: true,
    sortValue: ({ median_hours }) => median_hours,
    cell: (row) => formatAge(row.median_hours),
  },
  { name: texts.p90, isNumber: true, sortValue: ({ p90_hours }) => p90_hours, cell: (row) => formatAge(row.p90_hours) },
  { name: texts.late, isNumber: true, sortValue: ({ late }) => late, cell: (row) => formatCount(row.late) },
  {
    name: texts.overturnRate,
    isNumber: true,
    sortValue: ({ overturn_rate }) => overturn_rate,
    cell: (row) => formatPercent(row.overturn_rate),
  },
  {
    name: texts.agreementRate,
    isNumber: true,
    sortValue: ({ agreement_rate }) => agreement_rate,
    cell: (row) => formatPercent(row.agreement_rate),
  },
];
