/** The list of corrections: what each is about, and what is right. */
import type { ContestTexts } from '../texts/contest/contest-texts.ts';

export interface Correction {
  /** Tells rows apart while they are edited. */
  row: number;
  field: string;
  value: string;
}

const MOST_CORRECTIONS = 20;
const LONGEST_FIELD_CHARACTERS = 100;
const LONGEST_VALUE_CHARACTERS = 500;

interface CorrectionFieldsProps {
  texts: ContestTexts;
  corrections: readonly Correction[];
  change: (corrections: readonly Correction[]) => void;
}

export function CorrectionFields({ texts, corrections, change }: CorrectionFieldsProps) {
  const edit = (row: number, edited: Partial<Correction>) =>
    change(corrections.map((correction) => (correction.row === row ? { ...correction, ...edited } : correction)));
  const add = () => change([...corrections, { row: (corrections.at(-1)?.row ?? 0) + 1, field: '', value: '' }]);
  return (
    <fieldset>
      <legend className="label">{texts.corrections}</legend>
      {corrections.map(({ row, field, value }) => (
        <div key={row} className="correction">
          <label>
            <span className="label">{texts.correctionField}</span>
            <input
              type="text"
              maxLength={LONGEST_FIELD_CHARACTERS}
              value={field}
              onChange={(event) => edit(row, { field: event.target.value })}
            />
          </label>
          <label>
            <span className="label">{texts.correctionValue}</span>
            <input
              type="text"
              maxLength={LONGEST_VALUE_CHARACTERS}
              value={value}
              onChange={(event) => edit(row, { value: event.target.value })}
            />
          </label>
          <button
            type="button"
            className="button"
            aria-label={texts.removeCorrection(field || String(row))}
            onClick={() => change(corrections.filter((correction) => correction.row !== row))}
          >
            ×
          </button>
        </div>
      ))}
      {corrections.length < MOST_CORRECTIONS && (
        <button type="button" className="button" onClick={add}>
          {texts.addCorrection}
        </button>
      )}
    </fieldset>
  );
}
