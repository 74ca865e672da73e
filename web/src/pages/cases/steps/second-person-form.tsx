/** The form in which a second person confirms a decision or returns it. */
import { Card } from '../../../components/card.tsx';
import { isReason, ReasonField } from '../../../components/forms/reason-field.tsx';
import type { Case } from '../../../queries/api-types.ts';
import { formatCode } from '../../../texts/codes.ts';
import { namePerson } from '../../../texts/forms.ts';
import { workTexts } from '../../../texts/review/case.ts';
import { StepRefusal } from './step-refusal.tsx';
import type { WorkState } from './use-case-work.ts';

const { second: texts } = workTexts;

export function SecondPersonForm({ current, work }: { current: Case; work: WorkState }) {
  const text = work.readText('confirm');
  const { decision, decided_by, can } = current;
  const note = text.trim();
  const clear = () => work.writeText('confirm', '');
  const person = decided_by ? namePerson(decided_by) : '';
  return (
    <Card title={texts.title} note={texts.note(formatCode(decision ?? ''), person)}>
      <div className="form">
        <ReasonField
          label={texts.text}
          reason={text}
          change={(changed) => work.writeText('confirm', changed)}
          isRequired={false}
        />
        <div className="row">
          <button
            type="button"
            className="button primary"
            disabled={work.isPending || !(note === '' || isReason(text))}
            onClick={() => work.send({ step: 'confirm', note }, clear)}
          >
            {work.isPending ? workTexts.storing : texts.confirm}
          </button>
          <button
            type="button"
            className="button"
            disabled={work.isPending || !isReason(text) || !can.includes('return')}
            onClick={() => work.send({ step: 'return', note }, clear)}
          >
            {texts.giveBack}
          </button>
        </div>
        <StepRefusal work={work} of={['confirm', 'return']} />
      </div>
    </Card>
  );
}
