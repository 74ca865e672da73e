/** GET /v1/case-figures: how people decided the cases of a period. */
import { date } from '../../shared/aws/database.ts';
import { reasonCodes } from '../../shared/cases/reason-codes.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { caseFiguresRoute } from '../contract/routes/cases.ts';
import type { Case, CaseFigures } from '../contract/schemas/cases.ts';
import type { OperationInput } from '../http/operation.ts';
import type { CaseDependencies } from './dependencies.ts';
import { readPersonOrNull } from './stored-case.ts';

type Figure = CaseFigures['all'];

interface FigureRow extends Pick<Figure, 'decided' | 'median_hours' | 'p90_hours' | 'late' | 'overturned' | 'agreed'> {
  by: 'all' | 'reviewer' | 'kind' | 'reason';
  name: string;
  overturnable: number;
  sided: number;
}

const DAY_MILLISECONDS = 86_400_000;
const DEFAULT_DAYS = 90;

export async function readCaseFigures(
  { database, readName }: CaseDependencies,
  { query }: Pick<OperationInput<typeof caseFiguresRoute>, 'query'>,
): Promise<CaseFigures> {
  const to = query.to ?? toDay(Date.now());
  const from = query.from ?? toDay(Date.parse(to) - DEFAULT_DAYS * DAY_MILLISECONDS);
  const period = { from: date(from), until: date(toDay(Date.parse(to) + DAY_MILLISECONDS)) };
  const [rows, [counts]] = await Promise.all([
    database().query<FigureRow>(readSqlFile('api/cases/sum_figures.sql'), period),
    database().query<{ unfinished: number; overdue: number }>(readSqlFile('api/cases/count_unfinished.sql')),
  ]);
  const select = (by: FigureRow['by']) => rows.filter((row) => row.by === by);
  const all = select('all')[0];
  return {
    ...{ from, to, unfinished: counts?.unfinished ?? 0, overdue: counts?.overdue ?? 0 },
    all: all ? toFigure(all) : NOTHING,
    by_reviewer: await Promise.all(
      select('reviewer').map(async (row) => ({
        ...toFigure(row),
        reviewer: (await readPersonOrNull(readName, row.name)) ?? { name: null, id: row.name },
      })),
    ),
    by_kind: select('kind').map((row) => ({ ...toFigure(row), kind: row.name as Case['kind'] })),
    by_reason: select('reason').map((row) => ({
      ...toFigure(row),
      ...{ code: row.name, text: reasonCodes[row.name]?.text ?? row.name },
    })),
  };
}

const NOTHING: Figure = {
  ...{ decided: 0, median_hours: null, p90_hours: null, late: 0 },
  ...{ overturned: 0, overturn_rate: null, agreed: 0, agreement_rate: null },
};

function toFigure({
  decided,
  median_hours,
  p90_hours,
  late,
  overturned,
  overturnable,
  agreed,
  sided,
}: FigureRow): Figure {
  return {
    ...{ decided, median_hours, p90_hours, late, overturned, agreed },
    overturn_rate: overturnable === 0 ? null : overturned / overturnable,
    agreement_rate: sided === 0 ? null : agreed / sided,
  };
}

const toDay = (time: number): string => new Date(time).toISOString().slice(0, 10);
