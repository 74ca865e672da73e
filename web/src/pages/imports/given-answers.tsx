/** What the person has answered already. An answer that is taken back is asked again after the changes are applied. */
import { Card } from '../../components/card.tsx';
import { formatCode } from '../../texts/codes.ts';

interface GivenAnswersProps {
  answers: readonly [id: string, answer: string][];
  isTakenBack: (id: string) => boolean;
  takeBack: (id: string) => void;
}

export function GivenAnswers({ answers, isTakenBack, takeBack }: GivenAnswersProps) {
  if (answers.length === 0) return null;
  return (
    <Card title="Your answers">
      <ul className="findings">
        {answers.map(([id, answer]) => (
          <li key={id} className="row">
            <span>
              {formatCode(id)}: {answer}
            </span>
            <button
              type="button"
              className="button"
              aria-label={`Take back the answer about ${formatCode(id)}`}
              disabled={isTakenBack(id)}
              onClick={() => takeBack(id)}
            >
              {isTakenBack(id) ? 'Taken back' : 'Take back'}
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
