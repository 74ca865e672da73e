/** Who proposed and decided a request, when and why. */
import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { DefinitionList } from '../../components/figures/definition-list.tsx';
import { formatTime } from '../../format/times.ts';
import type { ChangeRequest } from '../../queries/api-types.ts';
import { namePerson } from '../../texts/forms.ts';
import { requestTexts } from '../../texts/governance/requests.ts';
import { RequestState } from './request-columns.tsx';

const { properties: texts } = requestTexts;

export function RequestProperties({ request }: { request: ChangeRequest }) {
  const { proposed, decided, reviewed, expires_at, applied_at, failure, state } = request;
  const entries: [name: string, value: ReactNode][] = [
    [texts.state, <RequestState key="state" request={request} />],
    [texts.proposed, <Statement key="proposed" statement={proposed} />],
  ];
  if (state === 'open') entries.push([texts.expires, formatTime(expires_at)]);
  if (decided && !request.is_emergency)
    entries.push([nameDecision(state), <Statement key="decided" statement={decided} />]);
  if (applied_at) entries.push([texts.applied, formatTime(applied_at)]);
  if (failure)
    entries.push([
      texts.failure,
      <span key="failure" className="reason">
        {failure}
      </span>,
    ]);
  if (reviewed) entries.push([texts.reviewed, <Statement key="reviewed" statement={reviewed} />]);
  entries.push([texts.sha256, <code key="hash">{request.content_sha256}</code>]);
  return (
    <Card title={texts.title}>
      {request.is_emergency && <p className="notice">{requestTexts.emergencyNote}</p>}
      {!request.needs_two && !request.is_emergency && <p className="notice">{requestTexts.onePerson}</p>}
      <DefinitionList entries={entries} />
    </Card>
  );
}

function nameDecision(state: ChangeRequest['state']): string {
  if (state === 'rejected') return texts.rejected;
  return state === 'withdrawn' ? texts.withdrawn : texts.approved;
}

function Statement({ statement: { by, at, why } }: { statement: ChangeRequest['proposed'] }) {
  return (
    <>
      <span className="long">{texts.byAt(namePerson(by), formatTime(at))}</span>
      <span className="reason statement">{why}</span>
    </>
  );
}
