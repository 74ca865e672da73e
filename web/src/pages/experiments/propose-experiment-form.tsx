/** The form that proposes an experiment: its name, its definition as JSON, and why. */
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { isReason, ReasonField } from '../../components/forms/reason-field.tsx';
import { Refusal } from '../../components/forms/refusal.tsx';
import { useProposeChange } from '../../queries/request-queries.ts';
import { experimentsTexts } from '../../texts/governance/experiments.ts';
import { parseDocument } from '../policies/list/read-policy-file.ts';

const { propose: texts } = experimentsTexts;

const NAME_PATTERN = '[a-z0-9][a-z0-9\\-]{0,59}';
const DAY_MILLISECONDS = 86_400_000;
const FIRST_DAYS = 28;

/** What a person begins with: half of the customers in each arm, and guardrails that stop a bad arm early. */
const buildExample = () => ({
  question: texts.question,
  starts_at: null,
  ends_at: new Date(Date.now() + FIRST_DAYS * DAY_MILLISECONDS).toISOString(),
  ...{ measure: 'approval_rate', minimum_effect: 0.02 },
  arms: [
    { arm: 'control', share: 0.5, policy_version: null, model_version: null },
    { arm: 'challenger', share: 0.5, policy_version: '', model_version: null },
  ],
  guardrails: { minimum_customers: 500, expected_loss: 1.5, approval_rate: 0.2, error_rate: 0.02 },
});

export function ProposeExperimentForm() {
  const [name, setName] = useState('');
  const [definition, setDefinition] = useState(() => JSON.stringify(buildExample(), null, 2));
  const [why, setWhy] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const [, navigate] = useLocation();
  const { mutate: propose, isPending, error } = useProposeChange();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    try {
      const onSuccess = ({ request_id }: { request_id: string }) => navigate(`/requests/${request_id}`);
      const content = parseDocument(definition);
      propose({ kind: 'experiment', subject: name, content, why: why.trim() }, { onSuccess });
    } catch (unreadable) {
      setProblem(unreadable);
    }
  };
  const shownProblem = problem ?? error;
  return (
    <details className="card">
      <summary>{texts.open}</summary>
      <p className="summary apart">{texts.note}</p>
      <form className="form" onSubmit={submit}>
        <label>
          <span className="label">{texts.name}</span>
          <input
            type="text"
            required
            pattern={NAME_PATTERN}
            title={texts.nameRule}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        <label className="full">
          <span className="label">{texts.definition}</span>
          <textarea
            className="json"
            spellCheck={false}
            value={definition}
            onChange={({ target }) => setDefinition(target.value)}
          />
        </label>
        <ReasonField label={texts.why} reason={why} change={setWhy} />
        <button type="submit" className="button primary" disabled={isPending || name === '' || !isReason(why)}>
          {isPending ? texts.proposing : texts.propose}
        </button>
        {shownProblem !== undefined && shownProblem !== null && <Refusal error={shownProblem} />}
      </form>
    </details>
  );
}
