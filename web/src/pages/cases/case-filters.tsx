/** The filters of the review queue: state, kind, holder and due time. */
import { useLocation } from 'wouter';
import { type Option, Select } from '../../components/select.tsx';
import type { CaseFilter } from '../../queries/api-types.ts';
import { useReviewers } from '../../queries/case-queries.ts';
import { namePerson } from '../../texts/forms.ts';
import { CASE_KINDS, CASE_STATES, queueTexts } from '../../texts/review/queue.ts';
import { readCaseFilter, writeCaseFilter } from './case-filter.ts';

const { filters: texts } = queueTexts;

const LABELS = { state: texts.state, kind: texts.kind, holder: texts.holder, overdue: texts.due } as const;
type Field = keyof typeof LABELS;
const FIELDS = Object.keys(LABELS) as Field[];

const listOptions = (names: Record<string, string>): Option[] =>
  Object.entries(names).map(([value, text]) => ({ value, text }));

const OPTIONS: Record<Field, readonly Option[]> = {
  state: [{ value: '', text: texts.unfinished }, ...listOptions(CASE_STATES), { value: 'all', text: texts.all }],
  kind: [{ value: '', text: texts.allKinds }, ...listOptions(CASE_KINDS)],
  holder: [
    { value: '', text: texts.anybody },
    { value: 'me', text: texts.me },
    { value: 'none', text: texts.nobody },
  ],
  overdue: [
    { value: '', text: texts.anyDue },
    { value: 'true', text: texts.overdue },
    { value: 'false', text: texts.inTime },
  ],
};

export function CaseFilters({ filter }: { filter: CaseFilter }) {
  const [, navigate] = useLocation();
  const holders = useHolderOptions(filter.holder);
  const change = (field: Field, value: string) => {
    const changed = new URLSearchParams({ ...filter, [field]: value, after: '' } as Record<string, string>);
    navigate(writeCaseFilter(readCaseFilter(changed)));
  };
  return (
    <search aria-label={texts.label} className="filters">
      {FIELDS.map((field) => (
        <Select
          key={field}
          label={LABELS[field]}
          value={filter[field] ?? ''}
          options={field === 'holder' ? holders : OPTIONS[field]}
          choose={(value) => change(field, value)}
        />
      ))}
    </search>
  );
}

/** Everybody who can hold a case, and whoever the address names. */
function useHolderOptions(chosen: string | undefined): Option[] {
  const people = (useReviewers().data ?? []).map((person) => ({ value: person.id, text: namePerson(person) }));
  const all = [...OPTIONS.holder, ...people];
  const isListed = !chosen || all.some(({ value }) => value === chosen);
  return isListed ? all : [...all, { value: chosen, text: chosen }];
}
