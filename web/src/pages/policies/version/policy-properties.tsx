/** What is known about a version apart from its document: state, segments, people, times and hash. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Card } from '../../../components/card.tsx';
import { DefinitionList } from '../../../components/figures/definition-list.tsx';
import { MISSING_TEXT } from '../../../format/numbers.ts';
import { formatTime } from '../../../format/times.ts';
import type { Policy } from '../../../queries/api-types.ts';
import { namePerson } from '../../../texts/forms.ts';
import { policiesTexts, policyTexts } from '../../../texts/policies/policies.ts';
import { PolicyState } from '../policy-state.tsx';

const { properties: texts } = policyTexts;

export function PolicyProperties({ policy }: { policy: Policy }) {
  const { based_on, request_id, why, active_from, retired_at } = policy;
  const entries: [name: string, value: ReactNode][] = [
    [texts.state, <PolicyState key="state" state={policy.state} />],
    [texts.decides, describeSegments(policy)],
    [texts.activeFrom, formatTime(active_from)],
  ];
  if (retired_at) entries.push([texts.retired, formatTime(retired_at)]);
  entries.push(
    [texts.basedOn, based_on ? <Link href={`/policies/${based_on}`}>{based_on}</Link> : MISSING_TEXT],
    [texts.created, texts.byAt(namePerson(policy.created_by), formatTime(policy.created_at))],
    [texts.changed, texts.byAt(namePerson(policy.changed_by), formatTime(policy.changed_at))],
    [texts.revision, policy.revision],
  );
  if (why)
    entries.push([
      texts.why,
      <span key="why" className="reason">
        {why}
      </span>,
    ]);
  if (request_id) entries.push([texts.request, <Link href={`/requests/${request_id}`}>{texts.openRequest}</Link>]);
  entries.push([texts.sha256, <code key="hash">{policy.sha256}</code>]);
  return (
    <Card title={texts.label}>
      <DefinitionList entries={entries} />
    </Card>
  );
}

function describeSegments({ decides }: Policy): string {
  if (decides.length === 0) return texts.decidesNothing;
  return decides
    .map((segment) => (segment ? policiesTexts.inForce.segment(segment.feature, segment.value) : texts.decidesAll))
    .join('; ');
}
