/** The override that holds for an application, with the form that ends it, and the overrides before it. */
import { type FormEvent, useState } from 'react';
import { Card } from '../../components/card.tsx';
import { DecisionLabel } from '../../components/decision-label.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { Table } from '../../components/table.tsx';
import { formatTime } from '../../format/times.ts';
import type { Evidence } from '../../queries/api-types.ts';
import { useOverrideEnd } from '../../queries/queries.ts';
import { formatCode } from '../../texts/codes.ts';
import { OverrideFailure, ReasonField, SHORTEST_REASON_CHARACTERS } from './override-form.tsx';

type Override = NonNullable<Evidence['override']>;

export function ApplicationOverrides({ evidence, isReviewer }: { evidence: Evidence; isReviewer: boolean }) {
  const { override, overrides, contradicts_override, policy_decision } = evidence;
  const pastOverrides = overrides.filter(({ override_id }) => override_id !== override?.override_id);
  return (
    <>
      {override && (
        <Card title="Overridden by a person" note={`${override.decided_by}, ${formatTime(override.decided_at)}`}>
          <p className="row">
            <DecisionLabel decision={override.decision} />
            <span className="dim">instead of {override.overruled}; it holds for later scores too</span>
          </p>
          <p>{override.reason}</p>
          {contradicts_override && (
            <p role="status">
              <StateBadge code="score_contradicts" tone="warn" /> The policy now decides {policy_decision}, on other
              facts than the person saw. Look at this application again.
            </p>
          )}
          {isReviewer && <OverrideEndForm override={override} />}
        </Card>
      )}
      {pastOverrides.length > 0 && <PastOverrides overrides={pastOverrides} />}
    </>
  );
}

function OverrideEndForm({ override: { override_id } }: { override: Override }) {
  const [reason, setReason] = useState('');
  const { mutate: endOverride, isPending, error } = useOverrideEnd(override_id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    endOverride({ reason: reason.trim() });
  };
  return (
    <details className="apart">
      <summary>End this override</summary>
      <form className="form" onSubmit={submit}>
        <ReasonField reason={reason} change={setReason} />
        <button
          type="submit"
          className="button"
          disabled={isPending || reason.trim().length < SHORTEST_REASON_CHARACTERS}
        >
          {isPending ? 'Storing…' : 'Let the policy decide again'}
        </button>
        {error && <OverrideFailure error={error} />}
      </form>
    </details>
  );
}

function PastOverrides({ overrides }: Pick<Evidence, 'overrides'>) {
  return (
    <Card title="Overrides before" note="They do not hold any more: ended by a person, or replaced by a later one.">
      <Table
        caption="Overrides that do not hold any more"
        rows={overrides}
        rowKey={({ override_id }) => override_id}
        columns={[
          { name: 'Decided', cell: ({ decided_at }) => formatTime(decided_at) },
          { name: 'By', cell: ({ decided_by }) => decided_by },
          { name: 'Decision', cell: ({ decision }) => formatCode(decision) },
          { name: 'Reason', cell: ({ reason }) => reason },
          {
            name: 'Ended',
            cell: ({ ended_at, ended_by }) => (ended_at ? `${formatTime(ended_at)}, ${ended_by}` : '–'),
          },
          { name: 'Reason of the end', cell: ({ end_reason }) => end_reason ?? '–' },
        ]}
      />
    </Card>
  );
}
