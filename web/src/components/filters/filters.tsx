/** The filter bar of a page. It offers only what occurs in the portfolio, and keeps the choice in the address. */
import { formatMonth } from '../../format/times.ts';
import type { FilterOptions } from '../../queries/api-types.ts';
import { useReport } from '../../queries/queries.ts';
import { formatCode } from '../../texts/codes.ts';
import { filterTexts } from '../../texts/filters.ts';
import { type Option, Select } from '../select.tsx';
import { type Filter, type FilterField, PORTFOLIO_FIELDS } from './page-filters.ts';
import { useFilter } from './use-filter.ts';

export function Filters({ fields = PORTFOLIO_FIELDS }: { fields?: readonly FilterField[] }) {
  const { filter, isFiltered, change, clear } = useFilter(fields);
  const { data } = useReport('filters');
  return (
    <search className="filters" aria-label={filterTexts.title}>
      {fields
        .flatMap((field) => CHOICES[field])
        .map(({ parameter, label, list }) => (
          <Select
            key={parameter}
            label={label}
            value={filter[parameter] ?? ''}
            options={addChosen(
              [{ value: '', text: filterTexts.all[parameter] }, ...(data ? list(data, filter) : [])],
              filter[parameter],
            )}
            choose={(value) => change({ [parameter]: value })}
          />
        ))}
      <button type="button" className="button" disabled={!isFiltered} onClick={clear}>
        {filterTexts.clear}
      </button>
    </search>
  );
}

interface Choice {
  parameter: keyof Filter;
  label: string;
  list: (options: FilterOptions, filter: Filter) => Option[];
}

const CHOICES: Record<FilterField, Choice[]> = {
  period: [
    {
      parameter: 'from',
      label: filterTexts.from,
      list: ({ months }, { to }) => months.filter((month) => !to || month <= to).map(toMonth),
    },
    {
      parameter: 'to',
      label: filterTexts.to,
      list: ({ months }, { from }) => months.filter((month) => !from || month >= from).map(toMonth),
    },
  ],
  model_version: [
    {
      parameter: 'model_version',
      label: filterTexts.modelVersion,
      list: ({ model_versions }) =>
        model_versions.map(({ version, stage }) => ({ value: version, text: filterTexts.version(version, stage) })),
    },
  ],
  within: [
    {
      parameter: 'within',
      label: filterTexts.within,
      list: ({ dimensions }) =>
        dimensions.flatMap(({ dimension, label: group, segments }) =>
          segments.map(({ segment, label }) => ({ value: `${dimension}:${segment}`, text: label, group })),
        ),
    },
  ],
  decision: [
    {
      parameter: 'decision',
      label: filterTexts.decision,
      list: ({ decisions }) => decisions.map((decision) => ({ value: decision, text: formatCode(decision) })),
    },
  ],
  band: [
    {
      parameter: 'band',
      label: filterTexts.band,
      list: ({ bands }) => bands.map((band) => ({ value: band, text: band })),
    },
  ],
};

function toMonth(month: string): Option {
  return { value: month, text: formatMonth(month) };
}

/** A chosen value is offered too while the options load, and where nothing has it. */
function addChosen(options: Option[], chosen: string | undefined): Option[] {
  if (chosen === undefined || options.some(({ value }) => value === chosen)) return options;
  return [...options, { value: chosen, text: chosen }];
}
