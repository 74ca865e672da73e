/** What the person has answered already. A withdrawn answer becomes a question again after the changes are applied. */
import { Card } from '../../components/card.tsx';
import { proposalTexts } from '../../texts/cases/imports.ts';
import { formatCode } from '../../texts/codes.ts';

const { answers: texts } = proposalTexts;

interface GivenAnswersProps {
  answers: readonly [id: string, answer: string][];
  isWithdrawn: (id: string) => boolean;
  withdraw: (id: string) => void;
}

export function GivenAnswers({ answers, isWithdrawn, withdraw }: GivenAnswersProps) {
  if (answers.length === 0) return null;
  return (
    <Card title={texts.title}>
      <ul className="findings">
        {answers.map(([id, answer]) => (
          <li key={id} className="row">
            <span className="long">{texts.answer(formatCode(id), answer)}</span>
            <button
              type="button"
              className="button"
              aria-label={texts.withdrawLabel(formatCode(id))}
              disabled={isWithdrawn(id)}
              onClick={() => withdraw(id)}
            >
              {isWithdrawn(id) ? texts.withdrawn : texts.withdraw}
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
