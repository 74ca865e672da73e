/** The features of a golden case with their values. */
import { useState } from 'react';
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
          <ValueInput value={input} change={(next) => put(index, [feature, next])} />
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

/** What is typed stays as it is, such as `0.0` on the way to 0.05; the document has the value that it states. */
function ValueInput({ value, change }: { value: unknown; change: (value: number | string | null) => void }) {
  const [text, setText] = useState(writeInput(value));
  const shown = readInput(text) === value ? text : writeInput(value);
  return (
    <label>
      <span className="label">{texts.value}</span>
      <input
        type="text"
        autoComplete="off"
        placeholder={texts.unknownHint}
        value={shown}
        onChange={({ target }) => {
          setText(target.value);
          change(readInput(target.value));
        }}
      />
    </label>
  );
}

const writeInput = (value: unknown): string => (value === null ? '' : String(value));

const NUMBER = /^-?\d+(\.\d*)?$/;

/** A number where the text is one; empty is unknown. */
function readInput(text: string): number | string | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  return NUMBER.test(trimmed) ? Number(trimmed) : text;
}
