/** The filters of events, which are applied together. */
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { Select } from '../../components/select.tsx';
import type { EventFilter, Webhook } from '../../queries/api-types.ts';
import { eventTexts } from '../../texts/governance/events.ts';
import { writeEventFilter } from './event-filter.ts';

const { filters: texts, areas, states } = eventTexts;

interface EventFiltersProps {
  filter: EventFilter;
  receivers: readonly Webhook[];
  /** An administrator reads no application. */
  readsApplications: boolean;
}

const toOptions = (all: string, options: Record<string, string>) => [
  { value: '', text: all },
  ...Object.entries(options).map(([value, text]) => ({ value, text })),
];

export function EventFilters({ filter, receivers, readsApplications }: EventFiltersProps) {
  const [chosen, setChosen] = useState<Record<string, string | undefined>>({ ...filter });
  const [, navigate] = useLocation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    navigate(writeEventFilter(chosen as EventFilter));
  };
  const renderSelect = (name: string, label: string, options: { value: string; text: string }[]) => (
    <Select
      label={label}
      value={chosen[name] ?? ''}
      options={options}
      choose={(value) => setChosen({ ...chosen, [name]: value })}
    />
  );
  const renderField = (name: 'application' | 'from' | 'to', type: 'text' | 'date') => (
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
  const names = Object.fromEntries(receivers.map(({ webhook_id, name }) => [webhook_id, name]));
  return (
    <search aria-label={texts.label}>
      <form className="search below" onSubmit={submit}>
        {renderSelect('type', texts.area, toOptions(texts.allAreas, areas))}
        {renderSelect('state', texts.state, toOptions(texts.allStates, states))}
        {renderSelect('webhook_id', texts.receiver, toOptions(texts.allReceivers, names))}
        {readsApplications && renderField('application', 'text')}
        {renderField('from', 'date')}
        {renderField('to', 'date')}
        <button type="submit" className="button primary">
          {texts.apply}
        </button>
        <button type="button" className="button" onClick={() => navigate('/events')}>
          {texts.clear}
        </button>
      </form>
    </search>
  );
}
