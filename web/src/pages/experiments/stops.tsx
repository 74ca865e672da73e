/** What was stopped and why, and the form with which a person stops an arm or the whole experiment. */
import { type FormEvent, useState } from 'react';
import { Card } from '../../components/card.tsx';
import { isReason, ReasonField } from '../../components/forms/reason-field.tsx';
import { Refusal } from '../../components/forms/refusal.tsx';
import { Select } from '../../components/select.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { formatTime } from '../../format/times.ts';
import type { Experiment } from '../../queries/api-types.ts';
import { useStopExperiment } from '../../queries/experiment-queries.ts';
import { namePerson } from '../../texts/forms.ts';
import { experimentTexts } from '../../texts/governance/experiments.ts';

const { stops: texts, stop: formTexts, reasons } = experimentTexts;

type Stop = Experiment['stops'][number];

export function Stops({ stops }: { stops: readonly Stop[] }) {
  return (
    <Card title={texts.title}>
      <Table
        isList
        caption={texts.caption}
        rows={stops}
        rowKey={({ arm, stopped_at }) => `${arm} ${stopped_at}`}
        columns={COLUMNS}
      />
    </Card>
  );
}

const COLUMNS: Column<Stop>[] = [
  { name: texts.arm, cell: ({ arm }) => <span className="long">{arm ?? texts.all}</span> },
  { name: texts.reason, cell: ({ reason }) => reasons[reason] },
  { name: texts.why, cell: ({ why }) => <span className="reason">{why}</span> },
  { name: texts.by, cell: ({ stopped_by }) => <span className="long">{namePerson(stopped_by)}</span> },
  { name: texts.at, cell: ({ stopped_at }) => formatTime(stopped_at) },
];

export function StopForm({ experiment: { experiment_id, arms } }: { experiment: Experiment }) {
  const [arm, setArm] = useState('');
  const [why, setWhy] = useState('');
  const { mutate: stop, isPending, error } = useStopExperiment(experiment_id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    stop({ arm: arm || null, why: why.trim() });
  };
  const running = arms.filter(({ is_stopped, is_control }) => !is_stopped && !is_control);
  return (
    <details className="card">
      <summary>{formTexts.open}</summary>
      <p className="summary apart">{formTexts.note}</p>
      <form className="form" onSubmit={submit}>
        <Select
          label={formTexts.arm}
          value={arm}
          options={[{ value: '', text: texts.all }, ...running.map(({ arm: name }) => ({ value: name, text: name }))]}
          choose={setArm}
        />
        <ReasonField label={formTexts.why} reason={why} change={setWhy} />
        <button type="submit" className="button" disabled={isPending || !isReason(why)}>
          {isPending ? formTexts.stopping : formTexts.stop}
        </button>
        {error && <Refusal error={error} />}
      </form>
    </details>
  );
}
