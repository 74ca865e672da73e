/** What only a person can say about the files, as questions with choices. */
import { useState } from 'react';
import { Card } from '../../components/card.tsx';
import type { Import } from '../../queries/api-types.ts';
import { proposalTexts } from '../../texts/cases/imports.ts';

type Question = NonNullable<Import['preview']>['questions'][number];

const { questions: texts } = proposalTexts;

/** Stands in a select for an answer that is none of the choices. */
const OWN_ANSWER = ' own';
const MAX_ANSWER_CHARACTERS = 2000; // the API refuses longer ones

interface QuestionFieldsProps {
  questions: readonly Question[];
  answers: Readonly<Record<string, string>>;
  answer: (id: string, text: string) => void;
}

export function QuestionFields({ questions, answers, answer }: QuestionFieldsProps) {
  if (questions.length === 0) return null;
  return (
    <Card title={texts.title} note={texts.note}>
      <div className="form">
        {questions.map((question) => (
          <QuestionField
            key={question.id}
            question={question}
            value={answers[question.id] ?? question.proposed ?? ''}
            choose={(text) => answer(question.id, text)}
          />
        ))}
      </div>
    </Card>
  );
}

interface QuestionFieldProps {
  question: Question;
  value: string;
  choose: (text: string) => void;
}

function QuestionField({ question: { id, text, choices }, value, choose }: QuestionFieldProps) {
  const [hasOwnAnswer, setOwnAnswer] = useState(choices.length === 0);
  const field = `question-${id}`;
  const select = (answer: string) => {
    setOwnAnswer(answer === OWN_ANSWER);
    if (answer !== OWN_ANSWER) choose(answer);
  };
  return (
    <div className="full">
      <label htmlFor={field} className="question long">
        {text}
      </label>
      <div className="row">
        {choices.length > 0 && (
          <select id={field} value={hasOwnAnswer ? OWN_ANSWER : value} onChange={(event) => select(event.target.value)}>
            {listOptions(choices, value).map(({ answer, label }) => (
              <option key={answer} value={answer}>
                {label}
              </option>
            ))}
            <option value={OWN_ANSWER}>{texts.other}</option>
          </select>
        )}
        {hasOwnAnswer && (
          <input
            id={choices.length === 0 ? field : undefined}
            aria-label={choices.length === 0 ? undefined : texts.own(text)}
            type="text"
            value={value}
            maxLength={MAX_ANSWER_CHARACTERS}
            onChange={(event) => choose(event.target.value)}
          />
        )}
      </div>
    </div>
  );
}

/** A question without an answer begins with none; an earlier answer of one's own stays. */
function listOptions(choices: Question['choices'], value: string): Question['choices'] {
  if (choices.some(({ answer }) => answer === value)) return choices;
  return [{ answer: value, label: value === '' ? texts.none : value }, ...choices];
}
