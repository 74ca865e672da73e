/** The filters of audit events. Texts are applied together, so that half an id is never asked for. */
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { Select } from '../../components/select.tsx';
import type { AuditFilter } from '../../queries/api-types.ts';
import { auditTexts } from '../../texts/governance/audit.ts';
import { writeAuditFilter } from './audit-filter.ts';

const { filters: texts, areas } = auditTexts;

export function AuditFilters({ filter }: { filter: AuditFilter }) {
  const [chosen, setChosen] = useState(filter);
  const [, navigate] = useLocation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    navigate(writeAuditFilter(chosen));
  };
  const renderField = (name: 'actor' | 'subject' | 'from' | 'to', type: 'text' | 'date') => (
    <label>
      <span className="label">{texts[name]}</span>
      <input
        type={type}
        autoComplete="off"
        spellCheck={false}
        value={chosen[name] ?? ''}
        onChange={({ target }) => setChosen({ ...chosen, [name]: target.value })}
      />
    </label>
  );
  return (
    <search aria-label={texts.label}>
      <form className="search below" onSubmit={submit}>
        <Select
          label={texts.area}
          value={chosen.action ?? ''}
          options={[
            { value: '', text: texts.allAreas },
            ...Object.entries(areas).map(([value, text]) => ({ value, text })),
          ]}
          choose={(action) => setChosen({ ...chosen, action })}
        />
        {renderField('actor', 'text')}
        {renderField('subject', 'text')}
        {renderField('from', 'date')}
        {renderField('to', 'date')}
        <button type="submit" className="button primary">
          {texts.apply}
        </button>
        <button type="button" className="button" onClick={() => navigate('/audit')}>
          {texts.clear}
        </button>
      </form>
    </search>
  );
}
