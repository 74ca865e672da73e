/** The features of a golden case with their values. */
import { editTexts, fieldTexts } from '../../../../texts/policies/edit.ts';
import { getFieldId } from '../problems.tsx';
import { type FieldProps, toObject } from './field-props.ts';
import { FEATURE_LIST_ID } from './plain-fields.tsx';

const { input: texts } = editTexts;

export function InputsField({ spec, path, value, change }: FieldProps<'inputs'>) {
  const entries = Object.entries(toObject(value));
  const put = (index: number, entry: [string, unknown]) => change(Object.fromEntries(entries.with(index, entry)));
  return (
    <fieldset id={getFieldId(path)} tabIndex={-1} className="field-list full">
      <legend className="label">{spec.label}</legend>
      {entries.map(([feature, input], index) => (
        <div key={index} className="row">
          <label>
            <span className="label">{texts.feature}</span>
            <input
              type="text"
              autoComplete="off"
              spellCheck={false}
              list={FEATURE_LIST_ID}
              value={feature}
              onChange={({ target }) => put(index, [target.value, input])}
            />
          </label>
          <label>
            <span className="label">{texts.value}</span>
            <input
              type="text"
              autoComplete="off"
              placeholder={texts.unknownHint}
              value={input === null ? '' : String(input)}
              onChange={({ target }) => put(index, [feature, readInput(target.value)])}
            />
          </label>
          <button
            type="button"
            className="export"
            aria-label={editTexts.remove(feature)}
            onClick={() => change(Object.fromEntries(entries.toSpliced(index, 1)))}
          >
            {editTexts.removeShort}
          </button>
        </div>
      ))}
      <button type="button" className="button" onClick={() => change(Object.fromEntries([...entries, ['', null]]))}>
        {fieldTexts.addInput}
      </button>
    </fieldset>
  );
}

/** A number where the text is one; empty is unknown. */
function readInput(text: string): number | string | null {
  if (text.trim() === '') return null;
  const number = Number(text);
  return Number.isFinite(number) && String(number) === text.trim() ? number : text;
}
