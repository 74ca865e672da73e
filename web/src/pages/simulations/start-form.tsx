/** The form that starts a simulation: a policy, a model or both, on the applications of a period. */
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { Card } from '../../components/card.tsx';
import { Refusal } from '../../components/forms/refusal.tsx';
import { type Option, Select } from '../../components/select.tsx';
import { usePolicies } from '../../queries/policy-queries.ts';
import { useModels, useReport } from '../../queries/queries.ts';
import { useCreateSimulation } from '../../queries/simulation-queries.ts';
import { simulationsTexts } from '../../texts/governance/simulations.ts';

const { form: texts } = simulationsTexts;

export function StartForm({ policy: chosen }: { policy: string }) {
  const [policy, setPolicy] = useState(chosen);
  const [model, setModel] = useState('');
  const [period, setPeriod] = useState<Partial<Period>>({});
  const { from, to } = { ...useScoredPeriod(), ...period };
  const [, navigate] = useLocation();
  const { mutate: create, isPending, error } = useCreateSimulation();
  const isComplete = (policy !== '' || model !== '') && from !== '' && to !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create(
      { policy_version: policy || null, model_version: model || null, segment: null, from, to },
      { onSuccess: ({ simulation_id }) => navigate(`/simulations/${simulation_id}`) },
    );
  };
  return (
    <Card title={texts.title} note={texts.note}>
      <form className="search" onSubmit={submit}>
        <Select label={texts.policy} value={policy} options={usePolicyOptions(policy)} choose={setPolicy} />
        <Select label={texts.model} value={model} options={useModelOptions()} choose={setModel} />
        <DateField label={texts.from} value={from} choose={(day) => setPeriod({ ...period, from: day })} />
        <DateField label={texts.to} value={to} choose={(day) => setPeriod({ ...period, to: day })} />
        <button type="submit" className="button primary" disabled={isPending || !isComplete}>
          {isPending ? texts.starting : texts.start}
        </button>
        {policy === '' && model === '' && <p className="full dim">{texts.nothing}</p>}
        {error && <Refusal error={error} />}
      </form>
    </Card>
  );
}

/** Days of which there are scores. */
interface Period {
  from: string;
  to: string;
}

/** From the first to the last scored month; empty until they are known. */
function useScoredPeriod(): Period {
  const months = useReport('filters').data?.months.toSorted() ?? [];
  const [first, last] = [months[0], months.at(-1)];
  if (!first || !last) return { from: '', to: '' };
  const [year = 0, month = 0] = last.split('-').map(Number);
  return { from: `${first}-01`, to: new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10) };
}

/** A version of the address is offered too while the list loads. */
function usePolicyOptions(chosen: string): Option[] {
  const versions = usePolicies().data?.map(({ version }) => version) ?? [];
  const all = chosen === '' || versions.includes(chosen) ? versions : [chosen, ...versions];
  return [{ value: '', text: texts.noPolicy }, ...all.map((version) => ({ value: version, text: version }))];
}

function useModelOptions(): Option[] {
  const models = useModels().data?.models ?? [];
  return [{ value: '', text: texts.noModel }, ...models.map(({ version }) => ({ value: version, text: version }))];
}

interface DateFieldProps {
  label: string;
  value: string;
  choose: (day: string) => void;
}

function DateField({ label, value, choose }: DateFieldProps) {
  return (
    <label>
      <span className="label">{label}</span>
      <input type="date" required value={value} onChange={({ target }) => choose(target.value)} />
    </label>
  );
}
