/** The customers who are not scored, and the form that lifts a restriction. */
import { type FormEvent, useState } from 'react';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { isReason, ReasonField } from '../../components/forms/reason-field.tsx';
import { Refusal } from '../../components/forms/refusal.tsx';
import { QueryBoundary } from '../../components/query-boundary.tsx';
import { Select } from '../../components/select.tsx';
import { type Column, Table } from '../../components/tables/table.tsx';
import { formatDate } from '../../format/times.ts';
import type { Restriction } from '../../queries/api-types.ts';
import { useHeldRestrictions, useLiftRestriction } from '../../queries/restriction-queries.ts';
import { namePerson } from '../../texts/forms.ts';
import { RESTRICTION_KINDS, restrictionTexts as texts } from '../../texts/privacy/restrictions.ts';

const COLUMNS: Column<Restriction>[] = [
  {
    name: texts.customer,
    cell: ({ customer_id }) => <span className="long">{customer_id ?? texts.hidden}</span>,
  },
  { name: texts.kind, cell: ({ kind }) => RESTRICTION_KINDS[kind] },
  { name: texts.since, sortValue: ({ since }) => since, cell: ({ since }) => formatDate(since) },
  { name: texts.madeBy, cell: ({ made_by }) => namePerson(made_by) },
];

export function RestrictionsCard({ isOfficer }: { isOfficer: boolean }) {
  const query = useHeldRestrictions();
  return (
    <QueryBoundary query={query}>
      {({ restrictions }) =>
        restrictions.length === 0 ? (
          <EmptyState title={texts.none}>{texts.noneWhy}</EmptyState>
        ) : (
          <>
            <Card title={texts.title} note={texts.note}>
              <Table
                isList
                caption={texts.caption}
                rows={restrictions}
                rowKey={({ restriction_id }) => restriction_id}
                columns={COLUMNS}
              />
            </Card>
            {isOfficer && <LiftForm restrictions={restrictions} />}
          </>
        )
      }
    </QueryBoundary>
  );
}

function LiftForm({ restrictions }: { restrictions: readonly Restriction[] }) {
  const [chosen, setChosen] = useState('');
  const [why, setWhy] = useState('');
  const { mutate: lift, isPending, error } = useLiftRestriction();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const reset = () => {
      setChosen('');
      setWhy('');
    };
    lift({ restriction_id: chosen, why: why.trim() }, { onSuccess: reset });
  };
  return (
    <details className="card">
      <summary>{texts.lift.open}</summary>
      <form className="form" onSubmit={submit}>
        <Select
          label={texts.lift.customer}
          value={chosen}
          options={[
            { value: '', text: texts.lift.choose },
            ...restrictions.map(({ restriction_id, customer_id, kind }) => ({
              value: restriction_id,
              text: texts.lift.option(customer_id ?? texts.hidden, RESTRICTION_KINDS[kind]),
            })),
          ]}
          choose={setChosen}
        />
        <ReasonField label={texts.lift.why} reason={why} change={setWhy} />
        <button type="submit" className="button" disabled={isPending || chosen === '' || !isReason(why)}>
          {isPending ? texts.lift.storing : texts.lift.button}
        </button>
        {error && <Refusal error={error} />}
      </form>
    </details>
  );
}
