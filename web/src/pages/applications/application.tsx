/** The evidence of one score: the outcome, why, what went in, where that came from, and a person's word over it. */
import { Link, useParams } from 'wouter';
import { useSession } from '../../auth/session.ts';
import { Page } from '../../components/page.tsx';
import { BandLabel, Card, DecisionLabel, StateBadge, Tile, Tiles } from '../../components/parts.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { DefinitionList, Table } from '../../components/table.tsx';
import { formatCode } from '../../format/labels.ts';
import {
  formatCount,
  formatDate,
  formatDecimal,
  formatFeatureValue,
  formatPercent,
  formatTime,
} from '../../format/numbers.ts';
import type { Evidence } from '../../queries/api-types.ts';
import { useEvidence } from '../../queries/queries.ts';
import { OverrideForm } from './override-form.tsx';
import { ReasonWaterfall } from './reason-waterfall.tsx';

export default function ApplicationPage() {
  const { id = '' } = useParams();
  const query = useEvidence(id);
  const title = query.data ? `Application ${query.data.application_id ?? 'without a name'}` : 'Application';
  return (
    <Page
      title={title}
      subtitle={
        <>
          Prediction <code>{id}</code>
        </>
      }
    >
      <QueryBoundary query={query}>{(evidence) => <Details evidence={evidence} />}</QueryBoundary>
    </Page>
  );
}

function Details({ evidence }: { evidence: Evidence }) {
  const { session } = useSession();
  const { override } = evidence;
  return (
    <>
      <Tiles>
        <Tile name="Score" value={formatCount(evidence.score)} note="of 300 to 850; more is better" />
        <Tile name="Probability of default" value={formatPercent(evidence.pd, 2)} />
        <Tile name="Band" value={<BandLabel band={evidence.band} />} />
        <Tile
          name="Decision"
          value={<DecisionLabel decision={override?.decision ?? evidence.decision} />}
          note={override ? `by a person, over ${evidence.decision}` : byWhom(evidence.decided_by)}
        />
        <Tile
          name="Expected loss"
          value={formatCount(evidence.expected_loss)}
          note={`PD × LGD ${formatPercent(evidence.lgd, 0)} × EAD ${formatCount(evidence.ead)}`}
        />
      </Tiles>
      <div className="stack">
        <ReasonWaterfall evidence={evidence} />
        {override && <OverrideShown override={override} />}
        {session?.isReviewer && <OverrideForm evidence={evidence} />}
        <div className="grid">
          <Inputs evidence={evidence} />
          <Lineage evidence={evidence} />
        </div>
      </div>
    </>
  );
}

const byWhom = (decidedBy: string) =>
  decidedBy === 'score' ? 'by the score' : `by the rule ${formatCode(decidedBy.replace(/^rule:/, '')).toLowerCase()}`;

function OverrideShown({ override }: { override: NonNullable<Evidence['override']> }) {
  return (
    <Card title="Overridden by a person" note={`${override.decided_by}, ${formatTime(override.decided_at)}`}>
      <p className="row">
        <DecisionLabel decision={override.decision} />
        <span className="dim">instead of {override.overruled}</span>
      </p>
      <p>{override.reason}</p>
    </Card>
  );
}

function Inputs({ evidence: { features } }: { evidence: Evidence }) {
  const rows = Object.entries(features).toSorted(([a], [b]) => a.localeCompare(b));
  return (
    <Card title="What went in" note={`${formatCount(rows.length)} values that the model and the policy read.`}>
      <Table
        caption="Values that the model and the policy read"
        rows={rows}
        rowKey={([name]) => name}
        columns={[
          { name: 'Feature', sortValue: ([name]) => name, cell: ([name]) => formatCode(name) },
          { name: 'Value', isNumber: true, cell: ([, value]) => formatFeatureValue(value) },
        ]}
      />
    </Card>
  );
}

function Lineage({ evidence }: { evidence: Evidence }) {
  const { lineage, run_id } = evidence;
  return (
    <Card title="Where it comes from">
      <DefinitionList
        facts={[
          [
            'Model',
            <Link key="model" href={`/models/${evidence.model_version}`}>
              {evidence.model_version}
            </Link>,
          ],
          ['Policy', evidence.policy_version],
          ['Scored', formatTime(evidence.scored_at)],
          ['Speaks of', formatTime(evidence.as_of)],
          ['Known until', formatTime(evidence.features_as_of)],
          [
            'Run',
            run_id ? (
              <Link key="run" href={`/runs/${run_id}`}>
                {run_id}
              </Link>
            ) : (
              '–'
            ),
          ],
          ['Asked by', evidence.requested_by],
          [
            'Customer',
            <Link
              key="customer"
              href={`/applications?customer=${encodeURIComponent(String(evidence.customer_id ?? ''))}`}
            >
              {evidence.customer_id}
            </Link>,
          ],
          ['Margin before calibration', formatDecimal(evidence.raw, 4)],
          ['SHA-256 of the model', <code key="sha">{evidence.model_sha256}</code>],
        ]}
      />
      {(lineage?.files ?? []).length > 0 && (
        <>
          <h3 className="apart">Delivered files</h3>
          <Table
            caption="Delivered files behind the features"
            rows={lineage?.files ?? []}
            rowKey={({ table, file, as_of }) => `${as_of} ${table} ${file}`}
            columns={[
              { name: 'Delivery', cell: ({ as_of }) => formatDate(as_of) },
              { name: 'File', cell: ({ file }) => file },
              { name: 'SHA-256', cell: ({ sha256 }) => <code title={sha256}>{sha256.slice(0, 12)}…</code> },
            ]}
          />
        </>
      )}
      <p className="apart">
        <StateBadge code="stored" tone="plain" /> It can be computed again from this alone.
      </p>
    </Card>
  );
}
