/** The days between which cases were decided, in the address of the page. */
import { useSearchParams } from 'wouter';
import type { CaseFigures } from '../../queries/api-types.ts';
import { figureTexts } from '../../texts/review/figures.ts';
import { type Period, readPeriod } from './period.ts';

const { filters: texts } = figureTexts;

/** @param shown the period of the figures on the page, which the API chooses where the address names none */
export function PeriodFields({ shown }: { shown: Pick<CaseFigures, 'from' | 'to'> | undefined }) {
  const [search, setSearch] = useSearchParams();
  const period = readPeriod(search);
  const change = (name: keyof Period, day: string) => {
    const { [name]: _, ...others } = period;
    setSearch(new URLSearchParams({ ...others, ...(day && { [name]: day }) }));
  };
  return (
    <search aria-label={texts.label} className="filters">
      {(['from', 'to'] as const).map((name) => (
        <label key={name}>
          <span className="label">{texts[name]}</span>
          <input
            type="date"
            value={period[name] ?? shown?.[name] ?? ''}
            onChange={({ target }) => change(name, target.value)}
          />
        </label>
      ))}
    </search>
  );
}
