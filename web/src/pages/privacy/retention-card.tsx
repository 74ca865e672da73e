/** The retention schedule with its sources, and what the newest run deleted of each place. */
import { Card } from '../../components/card.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { formatCount } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { Retention } from '../../queries/api-types.ts';
import { useRetention } from '../../queries/restriction-queries.ts';
import { formatCode } from '../../texts/codes.ts';
import { retentionTexts as texts } from '../../texts/privacy/restrictions.ts';

type Rule = Retention['rules'][number];

export function RetentionCard() {
  const query = useRetention();
  return (
    <QueryBoundary query={query}>
      {({ rules, runs: [newest] }) => (
        <Card
          title={texts.title}
          note={newest ? texts.newest(formatCode(newest.state), formatTime(newest.started_at)) : texts.noRun}
        >
          <Table caption={texts.caption} rows={rules} rowKey={({ place }) => place} columns={buildColumns(newest)} />
        </Card>
      )}
    </QueryBoundary>
  );
}

const buildColumns = (newest: Retention['runs'][number] | undefined): Column<Rule>[] => [
  { name: texts.place, cell: ({ place }) => <span className="long">{place}</span> },
  {
    name: texts.days,
    isNumber: true,
    sortValue: ({ days }) => days,
    cell: ({ days }) => texts.daysOf(formatCount(days)),
  },
  { name: texts.from, cell: ({ counted_from }) => counted_from },
  { name: texts.source, cell: ({ source }) => source },
  {
    name: texts.deleted,
    isNumber: true,
    cell: ({ place }) => {
      const entry = newest?.deleted.find((deleted) => deleted.place === place);
      if (!entry) return '–';
      return entry.is_complete ? formatCount(entry.rows) : texts.moreIsDue(formatCount(entry.rows));
    },
  },
];
