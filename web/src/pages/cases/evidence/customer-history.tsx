/** What else is known of the customer of a case: the newest scores, and other cases. */
import { Link } from 'wouter';
import { Card } from '../../../components/card.tsx';
import { SHORT_CASE_COLUMNS } from '../../../components/cases/case-columns.tsx';
import { QueryBoundary } from '../../../components/query-boundary.tsx';
import { type Column, Table } from '../../../components/tables/table.tsx';
import { formatTime } from '../../../format/times.ts';
import type { Case, Prediction } from '../../../queries/api-types.ts';
import { useRiskScore } from '../../../queries/queries.ts';
import { isNotFound } from '../../../queries/use-api-query.ts';
import { scoreColumnTexts } from '../../../texts/cases/applications.ts';
import { evidenceTexts } from '../../../texts/review/case.ts';
import { SCORE_COLUMNS } from '../../applications/score-columns.tsx';

const { customer: texts } = evidenceTexts;

/** More stand on the page of the customer. */
const MAX_SCORES = 10;

const COLUMNS: Column<Prediction>[] = [
  ...SCORE_COLUMNS,
  { name: scoreColumnTexts.scored, cell: ({ scored_at }) => <time>{formatTime(scored_at)}</time> },
];

export function CustomerHistory({ current: { customer_id, other_cases } }: { current: Case }) {
  return (
    <>
      {customer_id === null ? (
        <Card title={texts.title} note={texts.noNone} />
      ) : (
        <CustomerScores customerId={customer_id} />
      )}
      {other_cases.length > 0 && (
        <Card title={texts.cases}>
          <Table
            isList
            caption={texts.casesCaption}
            rows={other_cases}
            rowKey={({ case_id }) => case_id}
            columns={SHORT_CASE_COLUMNS}
          />
        </Card>
      )}
    </>
  );
}

function CustomerScores({ customerId }: { customerId: string }) {
  const query = useRiskScore(customerId);
  if (isNotFound(query)) return <Card title={texts.title} note={texts.none} />;
  return (
    <QueryBoundary query={query}>
      {({ history }) => (
        <Card title={texts.title} note={texts.note(history.length)}>
          <Table
            isList
            caption={texts.caption}
            rows={history.slice(0, MAX_SCORES)}
            rowKey={({ prediction_id }) => prediction_id}
            columns={COLUMNS}
          />
          {history.length > MAX_SCORES && (
            <p className="below">
              <Link href={`/applications?customer=${encodeURIComponent(customerId)}`}>{texts.more}</Link>
            </p>
          )}
        </Card>
      )}
    </QueryBoundary>
  );
}
