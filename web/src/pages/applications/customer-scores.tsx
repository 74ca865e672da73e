/** The scores of one customer, newest first, in pages of 50. Filter and page are in the address. */
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { buildAddress } from '../../components/filters/page-filters.ts';
import { MonthField } from '../../components/month-field.tsx';
import { NextSteps } from '../../components/next-steps.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Select } from '../../components/select.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { isDeliveredId } from '../../format/ids.ts';
import { DECISIONS } from '../../format/labels.ts';
import { formatTime } from '../../format/times.ts';
import type { Prediction, RiskScore } from '../../queries/api-types.ts';
import { useRiskScore } from '../../queries/queries.ts';
import { isNotFound } from '../../queries/use-api-query.ts';
import { SOURCES, scoreColumnTexts, customerTexts as texts } from '../../texts/cases/applications.ts';
import { formatCode } from '../../texts/codes.ts';
import { SCORE_COLUMNS } from './score-columns.tsx';
import { filterScores, readScoreFilter, type ScoreFilter } from './score-filter.ts';

const [APPLICATION, ...FIGURES] = SCORE_COLUMNS;
const COLUMNS: Column<Prediction>[] = [
  ...(APPLICATION ? [APPLICATION] : []),
  {
    name: scoreColumnTexts.scored,
    sortValue: (score) => score.scored_at,
    cell: ({ scored_at }) => <time>{formatTime(scored_at)}</time>,
  },
  { name: scoreColumnTexts.source, cell: ({ source }) => SOURCES[source] },
  ...FIGURES,
];

interface CustomerProps {
  id: string;
  /** The search, which stays above the scores. */
  form: ReactNode;
}

export function CustomerScores({ id, form }: CustomerProps) {
  return isDeliveredId(id) ? <StoredScores id={id} form={form} /> : <UnknownCustomer id={id} form={form} />;
}

function UnknownCustomer({ id, form }: CustomerProps) {
  return (
    <Page title={texts.unknown.title}>
      <p role="alert" className="notice long">
        {texts.unknown.text(id)}
      </p>
      {form}
      <p className="below">
        <Link href="/applications">{texts.all}</Link>
      </p>
    </Page>
  );
}

function StoredScores({ id, form }: CustomerProps) {
  const [search] = useSearchParams();
  const query = useRiskScore(id, search.get('before') ?? undefined);
  if (isNotFound(query)) return <UnknownCustomer id={id} form={form} />;
  return (
    <Page
      title={texts.title(id)}
      subtitle={
        <>
          <Link href="/applications">{texts.all}</Link> · {texts.subtitle}
        </>
      }
      filters={<ScoreFilters />}
    >
      {form}
      <div className="stack below">
        <QueryBoundary query={query}>{(scores) => <ScoreList id={id} scores={scores} />}</QueryBoundary>
        <NextSteps>{texts.next}</NextSteps>
      </div>
    </Page>
  );
}

function ScoreFilters() {
  const [search, setSearch] = useSearchParams();
  const { decision = '', from, to } = readScoreFilter(search);
  const change = (changed: ScoreFilter) =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      for (const [key, value] of Object.entries(changed)) {
        if (value) next.set(key, value);
        else next.delete(key);
      }
      return next;
    });
  const decisions = DECISIONS.map((name) => ({ value: name, text: formatCode(name) }));
  return (
    <search aria-label={texts.filters.label} className="filters">
      <Select
        label={texts.filters.decision}
        value={decision}
        options={[{ value: '', text: texts.filters.allDecisions }, ...decisions]}
        choose={(chosen) => change({ decision: chosen })}
      />
      <MonthField label={texts.filters.from} value={from} choose={(month) => change({ from: month })} />
      <MonthField label={texts.filters.to} value={to} choose={(month) => change({ to: month })} />
    </search>
  );
}

function ScoreList({ id, scores: { history, next_before } }: { id: string; scores: RiskScore }) {
  const [search] = useSearchParams();
  const filter = readScoreFilter(search);
  const shown = filterScores(history, filter);
  const link = (before?: string) => buildAddress('/applications', { customer: id, ...filter, before });
  return (
    <>
      {shown.length === 0 ? (
        <EmptyState title={texts.noMatch.title}>
          {texts.noMatch.text} <Link href={buildAddress('/applications', { customer: id })}>{texts.clear}</Link>
        </EmptyState>
      ) : (
        <Card title={texts.cardTitle} note={texts.summary(shown.length, history.length)}>
          <Table
            caption={texts.caption(id)}
            isList
            rows={shown}
            rowKey={({ prediction_id }) => prediction_id}
            columns={COLUMNS}
          />
        </Card>
      )}
      {(search.has('before') || next_before) && (
        <p className="row">
          {search.has('before') && <Link href={link()}>{texts.newest}</Link>}
          {next_before && <Link href={link(next_before)}>{texts.older}</Link>}
        </p>
      )}
    </>
  );
}
