/** The form that proposes the roles of a person. */
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { isReason, ReasonField } from '../../components/forms/reason-field.tsx';
import { Refusal } from '../../components/forms/refusal.tsx';
import { Select } from '../../components/select.tsx';
import type { Member, Role } from '../../queries/api-types.ts';
import { useProposeChange } from '../../queries/request-queries.ts';
import { peopleTexts } from '../../texts/governance/people.ts';
import { nameRole, ROLES } from '../../texts/roles.ts';
import { nameMember } from './name-member.ts';

const { form: texts } = peopleTexts;

export function RoleForm({ people }: { people: readonly Member[] }) {
  const [id, setId] = useState('');
  const [roles, setRoles] = useState<readonly Role[]>([]);
  const [why, setWhy] = useState('');
  const [, navigate] = useLocation();
  const { mutate: propose, isPending, error } = useProposeChange();
  const choose = (chosen: string) => {
    setId(chosen);
    setRoles(people.find((member) => member.id === chosen)?.roles ?? []);
  };
  const toggle = (role: Role) =>
    setRoles(roles.includes(role) ? roles.filter((other) => other !== role) : [...roles, role]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const onSuccess = ({ request_id }: { request_id: string }) => navigate(`/requests/${request_id}`);
    propose({ kind: 'role', subject: id, content: { roles }, why: why.trim() }, { onSuccess });
  };
  return (
    <details className="card">
      <summary>{texts.open}</summary>
      <p className="summary apart">{texts.note}</p>
      <form className="form" onSubmit={submit}>
        <Select
          label={texts.person}
          value={id}
          options={[
            { value: '', text: texts.choose },
            ...people.map((member) => ({ value: member.id, text: nameMember(member) })),
          ]}
          choose={choose}
        />
        <fieldset disabled={id === ''}>
          <legend className="label">{texts.roles}</legend>
          <div className="row">
            {ROLES.map((role) => (
              <label key={role} className="row">
                <input type="checkbox" checked={roles.includes(role)} onChange={() => toggle(role)} />
                {nameRole(role)}
              </label>
            ))}
          </div>
        </fieldset>
        <ReasonField label={texts.why} reason={why} change={setWhy} />
        <button type="submit" className="button primary" disabled={isPending || id === '' || !isReason(why)}>
          {isPending ? texts.proposing : texts.propose}
        </button>
        {error && <Refusal error={error} />}
      </form>
    </details>
  );
}
