/** The review queue: the cases that the signed-in person holds, and all that wait, the earliest due time first. */
import { Link, useSearchParams } from 'wouter';
import { Card } from '../../components/card.tsx';
import { CASE_COLUMNS, DECIDED_CASE_COLUMNS } from '../../components/cases/case-columns.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import type { CaseFilter, CaseSummary } from '../../queries/api-types.ts';
import { useCases } from '../../queries/case-queries.ts';
import { useCanCall } from '../../queries/me-queries.ts';
import { queueTexts as texts } from '../../texts/review/queue.ts';
import { isCaseFilter, readCaseFilter, writeCaseFilter } from './case-filter.ts';
import { CaseFilters } from './case-filters.tsx';
import { ClaimNext } from './claim-next.tsx';
import { useRowKeys } from './use-row-keys.ts';

export default function CasesPage() {
  const [search] = useSearchParams();
  const filter = readCaseFilter(search);
  const query = useCases(filter);
  const isWorker = useCanCall('claimNextCase');
  return (
    <Page
      title={texts.title}
      subtitle={
        <>
          {texts.subtitle} <Link href="/case-figures">{texts.figures}</Link>
        </>
      }
      controls={<ClaimNext kind={filter.kind} />}
      filters={<CaseFilters filter={filter} />}
    >
      <div className="stack">
        {isWorker && <YourCases />}
        <QueryBoundary query={query}>
          {({ cases, next_after }) =>
            cases.length === 0 ? (
              <NoCase filter={filter} />
            ) : (
              <Queue cases={cases} filter={filter} nextAfter={next_after} />
            )
          }
        </QueryBoundary>
      </div>
    </Page>
  );
}

/** A list of its own, so that nobody forgets a case behind a filter. */
function YourCases() {
  const query = useCases({ holder: 'me' });
  return (
    <QueryBoundary query={query} skeleton={null}>
      {({ cases }) => (
        <Card title={texts.yours.title} note={cases.length === 0 ? texts.yours.none : undefined}>
          {cases.length > 0 && <CaseTable caption={texts.yours.caption} cases={cases} />}
        </Card>
      )}
    </QueryBoundary>
  );
}

interface QueueProps {
  cases: readonly CaseSummary[];
  filter: CaseFilter;
  nextAfter: string | null;
}

function Queue({ cases, filter, nextAfter }: QueueProps) {
  return (
    <Card title={texts.queue.title} note={texts.queue.keys}>
      <CaseTable
        caption={texts.queue.caption}
        cases={cases}
        columns={cases.some(({ decision }) => decision) ? DECIDED_CASE_COLUMNS : CASE_COLUMNS}
      />
      <p className="row">
        {filter.after && <Link href={writeCaseFilter({ ...filter, after: undefined })}>{texts.first}</Link>}
        {nextAfter && <Link href={writeCaseFilter({ ...filter, after: nextAfter })}>{texts.more}</Link>}
      </p>
    </Card>
  );
}

interface CaseTableProps {
  caption: string;
  cases: readonly CaseSummary[];
  columns?: Column<CaseSummary>[];
}

function CaseTable({ caption, cases, columns = CASE_COLUMNS }: CaseTableProps) {
  const list = useRowKeys();
  return (
    <div ref={list}>
      <Table isList caption={caption} rows={cases} rowKey={({ case_id }) => case_id} columns={columns} />
    </div>
  );
}

function NoCase({ filter }: { filter: CaseFilter }) {
  if (!isCaseFilter(filter)) return <EmptyState title={texts.none.title}>{texts.none.text}</EmptyState>;
  return (
    <EmptyState title={texts.noMatch.title}>
      {texts.noMatch.text} <Link href="/cases">{texts.clear}</Link>
    </EmptyState>
  );
}
