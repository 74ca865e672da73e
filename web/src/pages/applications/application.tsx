/** The evidence of one score: the outcome, why, what went in, where that came from, and a person's word over it. */
import { Link, useParams } from 'wouter';
import { useSession } from '../../auth/session.ts';
import { Page } from '../../components/page.tsx';
import { Badge, Band, Card, Decision, Tile, Tiles } from '../../components/parts.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Facts, Table } from '../../components/table.tsx';
import { words } from '../../format/labels.ts';
import { count, day, figure, percent, time, valueText } from '../../format/numbers.ts';
import type { Evidence } from '../../queries/api-types.ts';
import { useEvidence } from '../../queries/queries.ts';
import { OverrideForm } from './override-form.tsx';
import { Waterfall } from './reason-waterfall.tsx';

export default function ApplicationPage() {
  const { id = '' } = useParams();
  const query = useEvidence(id);
  const title = query.data ? `Application ${query.data.application_id ?? 'without a name'}` : 'Application';
  return (
    <Page
      title={title}
      about={
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
        <Tile name="Score" value={count(evidence.score)} note="of 300 to 850; more is better" />
        <Tile name="Probability of default" value={percent(evidence.pd, 2)} />
        <Tile name="Band" value={<Band band={evidence.band} />} />
        <Tile
          name="Decision"
          value={<Decision decision={override?.decision ?? evidence.decision} />}
          note={override ? `by a person, over ${evidence.decision}` : byWhom(evidence.decided_by)}
        />
        <Tile
          name="Expected loss"
          value={count(evidence.expected_loss)}
          note={`PD × LGD ${percent(evidence.lgd, 0)} × EAD ${count(evidence.ead)}`}
        />
      </Tiles>
      <div className="stack">
        <Waterfall evidence={evidence} />
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
  decidedBy === 'score' ? 'by the score' : `by the rule ${words(decidedBy.replace(/^rule:/, '')).toLowerCase()}`;

function OverrideShown({ override }: { override: NonNullable<Evidence['override']> }) {
  return (
    <Card title="Overridden by a person" note={`${override.decided_by}, ${time(override.decided_at)}`}>
      <p className="row">
        <Decision decision={override.decision} />
        <span className="dim">instead of {override.overruled}</span>
      </p>
      <p>{override.reason}</p>
    </Card>
  );
}

function Inputs({ evidence: { features } }: { evidence: Evidence }) {
  const rows = Object.entries(features).toSorted(([a], [b]) => a.localeCompare(b));
  return (
    <Card title="What went in" note={`${count(rows.length)} values that the model and the policy read.`}>
      <Table
        caption="Values that the model and the policy read"
        rows={rows}
        keyOf={([name]) => name}
        columns={[
          { name: 'Feature', by: ([name]) => name, cell: ([name]) => words(name) },
          { name: 'Value', isNumber: true, cell: ([, value]) => valueText(value) },
        ]}
      />
    </Card>
  );
}

function Lineage({ evidence }: { evidence: Evidence }) {
  const { lineage, run_id } = evidence;
  return (
    <Card title="Where it comes from">
      <Facts
        facts={[
          [
            'Model',
            <Link key="model" href={`/models/${evidence.model_version}`}>
              {evidence.model_version}
            </Link>,
          ],
          ['Policy', evidence.policy_version],
          ['Scored', time(evidence.scored_at)],
          ['Speaks of', time(evidence.as_of)],
          ['Known until', time(evidence.features_as_of)],
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
          ['Margin before calibration', figure(evidence.raw, 4)],
          ['SHA-256 of the model', <code key="sha">{evidence.model_sha256}</code>],
        ]}
      />
      {(lineage?.files ?? []).length > 0 && (
        <>
          <h3 className="apart">Delivered files</h3>
          <Table
            caption="Delivered files behind the features"
            rows={lineage?.files ?? []}
            keyOf={({ table, file, as_of }) => `${as_of} ${table} ${file}`}
            columns={[
              { name: 'Delivery', cell: ({ as_of }) => day(as_of) },
              { name: 'File', cell: ({ file }) => file },
              { name: 'SHA-256', cell: ({ sha256 }) => <code title={sha256}>{sha256.slice(0, 12)}…</code> },
            ]}
          />
        </>
      )}
      <p className="apart">
        <Badge code="stored" tone="plain" /> It can be computed again from this alone.
      </p>
    </Card>
  );
}
