/** What people and the system did with a case, in order of time. */
import { Card } from '../../components/card.tsx';
import { formatTime } from '../../format/times.ts';
import type { Case } from '../../queries/api-types.ts';
import { useReasonCodes } from '../../queries/case-queries.ts';
import { formatCode } from '../../texts/codes.ts';
import { namePerson } from '../../texts/forms.ts';
import { CASE_ACTIONS, historyTexts as texts } from '../../texts/review/case.ts';

type Action = Case['actions'][number];

export function CaseHistory({ actions, attachments }: Pick<Case, 'actions' | 'attachments'>) {
  const codes = new Map(useReasonCodes().data?.map(({ code, text }) => [code, text]));
  const files = new Map(attachments.map(({ attachment_id, name }) => [attachment_id, name]));
  return (
    <Card title={texts.title} note={texts.note}>
      <ol className="history">
        {actions.map((action) => (
          <li key={action.action_id}>
            <p>
              <strong>{describeAction(action)}</strong>{' '}
              <span className="dim long">{texts.by(nameActor(action), formatTime(action.at))}</span>
            </p>
            {action.attachment_id && <p className="long">{files.get(action.attachment_id)}</p>}
            {action.reason_codes.length > 0 && (
              <ul className="findings">
                {action.reason_codes.map((code) => (
                  <li key={code} className="long">
                    {codes.get(code) ?? formatCode(code)}
                  </li>
                ))}
              </ul>
            )}
            {action.note && <p className="reason">{action.note}</p>}
          </li>
        ))}
      </ol>
    </Card>
  );
}

function describeAction({ action, decision, assigned_to }: Action): string {
  const words = [
    CASE_ACTIONS[action],
    decision && formatCode(decision),
    assigned_to && texts.to(namePerson(assigned_to)),
  ];
  return words.filter(Boolean).join(' · ');
}

const nameActor = ({ actor }: Action): string => (actor ? namePerson(actor) : texts.system);
