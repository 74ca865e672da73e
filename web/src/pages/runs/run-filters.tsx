/** The choice of a state and of months above the list of runs. */
import { useLocation, useSearchParams } from 'wouter';
import { MonthField } from '../../components/month-field.tsx';
import { Select } from '../../components/select.tsx';
import type { RunFilter, RunSummary } from '../../queries/api-types.ts';
import { runsTexts } from '../../texts/cases/runs.ts';
import { formatCode } from '../../texts/codes.ts';
import { RUN_STATES, readRunFilter, writeRunFilter } from './run-filter.ts';

const { filters: texts } = runsTexts;

export function RunFilters() {
  const [search] = useSearchParams();
  const [, navigate] = useLocation();
  const filter = readRunFilter(search);
  // Another filter is another list, which begins with its newest runs.
  const change = (changed: RunFilter) => navigate(writeRunFilter({ ...filter, ...changed, before: undefined }));
  return (
    <search aria-label={texts.label} className="filters">
      <Select
        label={texts.state}
        value={filter.state ?? ''}
        options={[
          { value: '', text: texts.allStates },
          ...RUN_STATES.map((state) => ({ value: state, text: formatCode(state) })),
        ]}
        choose={(state) => change({ state: state === '' ? undefined : (state as RunSummary['state']) })}
      />
      <MonthField label={texts.from} value={filter.from} choose={(from) => change({ from })} />
      <MonthField label={texts.to} value={filter.to} choose={(to) => change({ to })} />
    </search>
  );
}
