/** The override that holds for an application, with the form that ends it, and the overrides before it. */
import { type FormEvent, useRef, useState } from 'react';
import { Card } from '../../components/card.tsx';
import { DecisionLabel } from '../../components/figures/decision-label.tsx';
import { StateBadge } from '../../components/figures/state-badge.tsx';
import { isReason, ReasonField } from '../../components/forms/reason-field.tsx';
import { Refusal } from '../../components/forms/refusal.tsx';
import { Table } from '../../components/tables/table.tsx';
import { useFocusAfterChange } from '../../components/use-focus-after-change.ts';
import { MISSING_TEXT } from '../../format/numbers.ts';
import { formatTime } from '../../format/times.ts';
import type { Evidence, Override } from '../../queries/api-types.ts';
import { useOverrideEnd } from '../../queries/queries.ts';
import { overrideTexts } from '../../texts/cases/overrides.ts';
import { formatCode } from '../../texts/codes.ts';
import { namePerson } from '../../texts/forms.ts';

export function ApplicationOverrides({ evidence, isReviewer }: { evidence: Evidence; isReviewer: boolean }) {
  const { override, overrides, policy_decision } = evidence;
  const section = useFocusAfterChange<HTMLElement>(override?.override_id);
  const shownOverride = useRef(override);
  shownOverride.current = override ?? shownOverride.current;
  const pastOverrides = overrides.filter(({ override_id }) => override_id !== override?.override_id);
  if (overrides.length === 0) return null;
  return (
    <section ref={section} tabIndex={-1} aria-label={overrideTexts.section} className="stack focused">
      {shownOverride.current && !override && (
        <p role="status" className="notice">
          {overrideTexts.end.ended(formatCode(policy_decision))}
        </p>
      )}
      {override && <HeldOverride evidence={evidence} override={override} isReviewer={isReviewer} />}
      {pastOverrides.length > 0 && <PastOverrides overrides={pastOverrides} />}
    </section>
  );
}

interface HeldOverrideProps {
  evidence: Evidence;
  override: Override;
  isReviewer: boolean;
}

function HeldOverride({ evidence, override, isReviewer }: HeldOverrideProps) {
  const { held: texts } = overrideTexts;
  return (
    <Card title={texts.title} note={texts.note(namePerson(override.reviewer), formatTime(override.decided_at))}>
      <p className="row">
        <DecisionLabel decision={override.decision} />
        <span className="dim">{texts.instead(formatCode(override.overruled))}</span>
      </p>
      <p className="reason">{override.reason}</p>
      {evidence.contradicts_override && (
        <p role="status">
          <StateBadge code="score_contradicts" tone="warn" /> {texts.contradicted(formatCode(evidence.policy_decision))}
        </p>
      )}
      {isReviewer && <OverrideEndForm overrideId={override.override_id} />}
    </Card>
  );
}

function OverrideEndForm({ overrideId }: { overrideId: string }) {
  const [reason, setReason] = useState('');
  const { mutate: endOverride, isPending, error } = useOverrideEnd(overrideId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    endOverride({ reason: reason.trim() });
  };
  return (
    <details className="apart">
      <summary>{overrideTexts.end.open}</summary>
      <form className="form" onSubmit={submit}>
        <ReasonField label={overrideTexts.form.reason} reason={reason} change={setReason} />
        <button type="submit" className="button" disabled={isPending || !isReason(reason)}>
          {isPending ? overrideTexts.form.storing : overrideTexts.end.button}
        </button>
        {error && <Refusal error={error} />}
      </form>
    </details>
  );
}

function PastOverrides({ overrides }: Pick<Evidence, 'overrides'>) {
  const { past: texts } = overrideTexts;
  return (
    <Card title={texts.title} note={texts.note}>
      <Table
        isList
        caption={texts.caption}
        rows={overrides}
        rowKey={({ override_id }) => override_id}
        columns={[
          { name: texts.decided, cell: ({ decided_at }) => formatTime(decided_at) },
          { name: texts.reviewer, cell: ({ reviewer }) => <span className="long">{namePerson(reviewer)}</span> },
          { name: texts.decision, cell: ({ decision }) => formatCode(decision) },
          { name: texts.reason, cell: ({ reason }) => <span className="reason">{reason}</span> },
          { name: texts.ended, cell: (override) => <span className="long">{describeEnd(override)}</span> },
          {
            name: texts.endReason,
            cell: ({ end_reason }) => <span className="reason">{end_reason ?? MISSING_TEXT}</span>,
          },
        ]}
      />
    </Card>
  );
}

function describeEnd({ ended_at, end_reviewer }: Evidence['overrides'][number]): string {
  if (!ended_at || !end_reviewer) return MISSING_TEXT;
  return overrideTexts.past.endedBy(formatTime(ended_at), namePerson(end_reviewer));
}
