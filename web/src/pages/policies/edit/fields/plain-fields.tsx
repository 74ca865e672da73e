/** Fields with one control: texts, numbers, choices, and lists of words. */
import { type ReactNode, useState } from 'react';
import { editTexts as texts } from '../../../../texts/policies/edit.ts';
import { FieldProblem, getFieldId, useProblem } from '../problems.tsx';
import type { FieldProps } from './field-props.ts';

/** The id of the list of features that text fields suggest. */
export const FEATURE_LIST_ID = 'features';

/** The attributes that join a control with its problem. */
function useControl(path: string) {
  const hasProblem = useProblem(path) !== undefined;
  const id = getFieldId(path);
  return { id, 'aria-invalid': hasProblem, 'aria-describedby': hasProblem ? `${id}-problem` : undefined };
}

interface LabelledProps {
  label: string;
  path: string;
  isFull?: boolean;
  /** The control, with the id of the field. */
  children: ReactNode;
}

function Labelled({ label, path, isFull = false, children }: LabelledProps) {
  return (
    <div className={isFull ? 'full' : undefined}>
      <label htmlFor={getFieldId(path)}>
        <span className="label">{label}</span>
        {children}
      </label>
      <FieldProblem path={path} />
    </div>
  );
}

export function TextField({ spec, path, value, change }: FieldProps<'text'>) {
  const control = useControl(path);
  const text = typeof value === 'string' ? value : '';
  return (
    <Labelled label={spec.label} path={path} isFull={spec.isLong}>
      {spec.isLong ? (
        <textarea {...control} value={text} onChange={({ target }) => change(target.value)} />
      ) : (
        <input
          {...control}
          type="text"
          autoComplete="off"
          spellCheck={false}
          list={spec.isFeature ? FEATURE_LIST_ID : undefined}
          value={text}
          onChange={({ target }) => change(target.value)}
        />
      )}
    </Labelled>
  );
}

/** Digits that a share keeps when it is turned into percent and back. */
const SHARE_DIGITS = 12;

export function NumberField({ spec, path, value, change }: FieldProps<'number'>) {
  const control = useControl(path);
  const factor = spec.isShare ? 100 : 1;
  return (
    <Labelled label={spec.isShare ? texts.percent(spec.label) : spec.label} path={path}>
      <input
        {...control}
        type="number"
        step="any"
        value={typeof value === 'number' ? Number((value * factor).toPrecision(SHARE_DIGITS)) : ''}
        onChange={({ target }) =>
          change(
            Number.isNaN(target.valueAsNumber)
              ? null
              : Number((target.valueAsNumber / factor).toPrecision(SHARE_DIGITS)),
          )
        }
      />
    </Labelled>
  );
}

export function ChoiceField({ spec, path, value, change }: FieldProps<'choice'>) {
  const control = useControl(path);
  return (
    <Labelled label={spec.label} path={path}>
      <select {...control} value={String(value)} onChange={({ target }) => change(target.value)}>
        {spec.options.every((option) => option.value !== value) && (
          <option value={String(value)}>{String(value)}</option>
        )}
        {spec.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

/** A group of a matrix can also be `otherwise`, which is a text of its own. */
export function WordsField({ spec, path, value, change }: FieldProps<'words'>) {
  const control = useControl(path);
  const [text, setText] = useState(writeWords(value));
  // What is typed stays as it is, with a comma or space at its end; another value from outside replaces it.
  const shown = writeWords(readWords(text)) === writeWords(value) ? text : writeWords(value);
  return (
    <Labelled label={texts.words(spec.label)} path={path}>
      <input
        {...control}
        type="text"
        autoComplete="off"
        spellCheck={false}
        value={shown}
        onChange={({ target }) => {
          setText(target.value);
          change(readWords(target.value));
        }}
      />
    </Labelled>
  );
}

const OTHERWISE = 'otherwise';

const writeWords = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value ?? ''));

function readWords(text: string): string[] | typeof OTHERWISE {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  return words.length === 1 && words[0] === OTHERWISE ? OTHERWISE : words;
}

export function MarkField({ spec, path }: FieldProps<'mark'>) {
  return (
    <p id={getFieldId(path)} tabIndex={-1}>
      {spec.label}
    </p>
  );
}
