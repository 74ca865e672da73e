/** The draft as JSON. What is no JSON is not taken over, and said at once. */
import { useState } from 'react';
import { describeRefusal } from '../../../queries/failure.ts';
import { editTexts as texts } from '../../../texts/policies/edit.ts';
import { parseDocument } from '../list/read-policy-file.ts';

interface JsonEditorProps {
  document: Record<string, unknown>;
  change: (document: Record<string, unknown>) => void;
  setBroken: (isBroken: boolean) => void;
}

export function JsonEditor({ document, change, setBroken }: JsonEditorProps) {
  const [text, setText] = useState(() => JSON.stringify(document, null, 2));
  const [problem, setProblem] = useState('');
  const edit = (next: string) => {
    setText(next);
    try {
      change(parseDocument(next));
      setProblem('');
      setBroken(false);
    } catch (error) {
      setProblem(describeRefusal(error).detail);
      setBroken(true);
    }
  };
  return (
    <div className="card form">
      <label className="full" htmlFor="json">
        <span className="label">{texts.json}</span>
        <textarea
          id="json"
          className="json"
          spellCheck={false}
          aria-invalid={problem !== ''}
          aria-describedby="json-problem"
          value={text}
          onChange={({ target }) => edit(target.value)}
        />
      </label>
      <p id="json-problem" role="alert" className="trouble">
        {problem}
      </p>
    </div>
  );
}
