/** Finds the scores of a customer, or one prediction by its id. Without a search it lists the riskiest applications. */
import { type FormEvent, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { BandLabel } from '../../components/band-label.tsx';
import { Card } from '../../components/card.tsx';
import { DecisionLabel } from '../../components/decision-label.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/table.tsx';
import { formatCount, formatPercent } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { Prediction, Segments } from '../../queries/api-types.ts';
import { useReport, useRiskScore } from '../../queries/queries.ts';
import { formatCode } from '../../texts/codes.ts';

const PREDICTION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export default function ApplicationsPage() {
  const [search, setSearch] = useSearchParams();
  const customer = search.get('customer') ?? '';
  const [searchText, setSearchText] = useState(customer);
  const [, navigate] = useLocation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = searchText.trim();
    if (PREDICTION_ID.test(text)) navigate(`/applications/${text.toLowerCase()}`);
    else if (text) setSearch({ customer: text });
  };
  return (
    <Page
      title="Applications"
      subtitle="Each score is evidence: what went in, which model and policy, what came out, and why."
    >
      <search>
        <form className="search card" onSubmit={submit}>
          <label>
            <span className="label">Customer, or prediction</span>
            <input
              type="search"
              name="customer"
              value={searchText}
              onChange={(event) => setSearchText(event.target.value)}
              autoComplete="off"
            />
          </label>
          <button type="submit" className="button primary">
            Find
          </button>
        </form>
      </search>
      <div className="stack below">{customer ? <CustomerScores id={customer} /> : <RiskiestApplications />}</div>
    </Page>
  );
}

function CustomerScores({ id }: { id: string }) {
  const query = useRiskScore(id);
  return (
    <QueryBoundary query={query}>
      {({ history }) => (
        <Card title={`Scores of customer ${id}`} note="Newest first. A decision is the one that holds now.">
          <Table
            caption={`Scores of customer ${id}`}
            rows={history}
            rowKey={({ prediction_id }) => prediction_id}
            columns={[
              {
                name: 'Application',
                cell: (row) => <Link href={`/applications/${row.prediction_id}`}>{row.application_id}</Link>,
              },
              { name: 'Scored', cell: ({ scored_at }: Prediction) => formatTime(scored_at) },
              { name: 'By', cell: ({ source }) => formatCode(source) },
              { name: 'PD', isNumber: true, cell: ({ pd }) => formatPercent(pd, 2) },
              { name: 'Score', isNumber: true, cell: ({ score }) => formatCount(score) },
              { name: 'Band', cell: ({ band }) => <BandLabel band={band} /> },
              {
                name: 'Decision',
                cell: ({ decision, contradicts_override }) => (
                  <DecisionLabel decision={decision} isContradicted={contradicts_override} />
                ),
              },
            ]}
          />
        </Card>
      )}
    </QueryBoundary>
  );
}

function RiskiestApplications() {
  const query = useReport('segments');
  return (
    <QueryBoundary query={query}>
      {({ applications }: Segments) =>
        applications.length === 0 ? (
          <EmptyState title="No scores yet">
            They appear when a delivery has been published and a model has been promoted.
          </EmptyState>
        ) : (
          <Card title="The riskiest of all" note="A name leads to the evidence behind its score.">
            <Table
              caption="The riskiest applications"
              rows={applications}
              rowKey={({ prediction_id }) => prediction_id}
              columns={[
                {
                  name: 'Application',
                  cell: (row) => <Link href={`/applications/${row.prediction_id}`}>{row.application_id}</Link>,
                },
                { name: 'PD', isNumber: true, cell: ({ pd }) => formatPercent(pd, 2) },
                { name: 'Score', isNumber: true, cell: ({ score }) => formatCount(score) },
                { name: 'Band', cell: ({ band }) => <BandLabel band={band} /> },
                {
                  name: 'Decision',
                  cell: ({ decision, contradicts_override }) => (
                    <DecisionLabel decision={decision} isContradicted={contradicts_override} />
                  ),
                },
              ]}
            />
          </Card>
        )
      }
    </QueryBoundary>
  );
}
