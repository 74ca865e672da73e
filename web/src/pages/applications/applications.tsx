/** Finds the scores of a customer, or one prediction by its id. Without a search it lists the riskiest applications. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Filters } from '../../components/filters/filters.tsx';
import { useFilter } from '../../components/filters/use-filter.ts';
import { NextSteps } from '../../components/next-steps.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/tables/table.tsx';
import { parseSearch } from '../../format/ids.ts';
import type { Segments } from '../../queries/api-types.ts';
import { useCanCall } from '../../queries/me-queries.ts';
import { useReport } from '../../queries/queries.ts';
import { applicationsTexts as texts } from '../../texts/cases/applications.ts';
import { sharedTexts } from '../../texts/shared.ts';
import { CustomerScores } from './customer-scores.tsx';
import { SCORE_COLUMNS } from './score-columns.tsx';

export default function ApplicationsPage() {
  const [search] = useSearchParams();
  const customer = search.get('customer') ?? '';
  // The form begins anew with each search, also with one that the browser's Back returns to.
  const form = <SearchForm key={customer} customer={customer} />;
  const showsRiskiest = useCanCall('getReport');
  if (customer) return <CustomerScores key={customer} id={customer} form={form} />;
  if (showsRiskiest) return <RiskiestPage form={form} />;
  return (
    <Page title={texts.title} subtitle={texts.subtitle}>
      {form}
    </Page>
  );
}

function SearchForm({ customer }: { customer: string }) {
  const [text, setText] = useState(customer);
  const [, navigate] = useLocation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const target = parseSearch(text);
    if (!target) return;
    if ('prediction' in target) navigate(`/applications/${target.prediction}`);
    else navigate(`/applications?customer=${encodeURIComponent(target.customer)}`);
  };
  return (
    <search>
      <form className="search card" onSubmit={submit}>
        <label>
          <span className="label">{texts.search.label}</span>
          <input
            type="search"
            name="customer"
            value={text}
            onChange={(event) => setText(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            aria-describedby="search-hint"
          />
        </label>
        <button type="submit" className="button primary">
          {texts.search.find}
        </button>
        <p id="search-hint" className="full dim">
          {texts.search.hint}
        </p>
      </form>
    </search>
  );
}

function RiskiestPage({ form }: { form: ReactNode }) {
  const { filter, isFiltered } = useFilter();
  const query = useReport('segments', filter);
  return (
    <Page
      title={texts.title}
      subtitle={texts.subtitle}
      filters={<Filters />}
      figuresAt={query.data?.refreshed_at ?? null}
    >
      {form}
      <div className="stack below">
        <QueryBoundary query={query}>
          {({ applications }: Segments) =>
            applications.length === 0 ? (
              <EmptyState title={isFiltered ? sharedTexts.noMatch : sharedTexts.noScores}>
                {isFiltered ? sharedTexts.noMatchWhy : sharedTexts.noScoresWhy}
              </EmptyState>
            ) : (
              <RiskiestApplications applications={applications} />
            )
          }
        </QueryBoundary>
      </div>
    </Page>
  );
}

function RiskiestApplications({ applications }: Pick<Segments, 'applications'>) {
  return (
    <>
      <Card title={texts.riskiest.title} note={texts.riskiest.note}>
        <Table
          isList
          caption={texts.riskiest.caption}
          rows={applications}
          rowKey={({ prediction_id }) => prediction_id}
          columns={SCORE_COLUMNS}
        />
      </Card>
      <NextSteps
        links={[
          ['/segments', texts.links.segments],
          ['/distribution', texts.links.distribution],
        ]}
      >
        {texts.next}
      </NextSteps>
    </>
  );
}
