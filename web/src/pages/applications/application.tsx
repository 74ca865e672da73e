/** The stored evidence of one score: the result, its reasons, an override, the model's inputs and their origin. */
import { useParams } from 'wouter';
import { useSession } from '../../auth/session.ts';
import { BandLabel } from '../../components/band-label.tsx';
import { Card } from '../../components/card.tsx';
import { DecisionLabel } from '../../components/decision-label.tsx';
import { Page } from '../../components/page.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Table } from '../../components/table.tsx';
import { Tile, Tiles } from '../../components/tiles.tsx';
import { formatCode } from '../../format/labels.ts';
import { formatCount, formatFeatureValue, formatPercent } from '../../format/numbers.ts';
import { SCORE_SCALE_NOTE } from '../../format/score-scale.ts';
import { formatTime } from '../../format/times.ts';
import type { Evidence } from '../../queries/api-types.ts';
import { useEvidence } from '../../queries/queries.ts';
import { EvidenceOrigin } from './evidence-origin.tsx';
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
      <QueryBoundary query={query}>{(evidence) => <EvidenceDetails evidence={evidence} />}</QueryBoundary>
    </Page>
  );
}

function EvidenceDetails({ evidence }: { evidence: Evidence }) {
  const { session } = useSession();
  const { override } = evidence;
  return (
    <>
      <Tiles>
        <Tile name="Score" value={formatCount(evidence.score)} note={SCORE_SCALE_NOTE} />
        <Tile name="Probability of default" value={formatPercent(evidence.pd, 2)} />
        <Tile name="Band" value={<BandLabel band={evidence.band} />} />
        <Tile
          name="Decision"
          value={<DecisionLabel decision={override?.decision ?? evidence.decision} />}
          note={override ? `by a person, over ${evidence.decision}` : describeDecider(evidence.decided_by)}
        />
        <Tile
          name="Expected loss"
          value={formatCount(evidence.expected_loss)}
          note={`PD × LGD ${formatPercent(evidence.lgd, 0)} × EAD ${formatCount(evidence.ead)}`}
        />
      </Tiles>
      <div className="stack">
        <ReasonWaterfall evidence={evidence} />
        {override && <StoredOverride override={override} />}
        {session?.isReviewer && <OverrideForm evidence={evidence} />}
        <div className="grid">
          <InputValues evidence={evidence} />
          <EvidenceOrigin evidence={evidence} />
        </div>
      </div>
    </>
  );
}

/** `decided_by` is `score`, or `rule:` with the rule's name. */
function describeDecider(decided_by: string): string {
  if (decided_by === 'score') return 'by the score';
  return `by the rule ${formatCode(decided_by.replace(/^rule:/, '')).toLowerCase()}`;
}

function StoredOverride({ override }: { override: NonNullable<Evidence['override']> }) {
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

function InputValues({ evidence: { features } }: { evidence: Evidence }) {
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
