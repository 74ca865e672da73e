/** A list of parts that a person adds, moves and removes. */
import { useRef } from 'react';
import { editTexts as texts } from '../../../../texts/policies/edit.ts';
import { joinPath } from '../field-spec.ts';
import { FieldProblem, getFieldId } from '../problems.tsx';
import { type NestingFieldProps, toObject } from './field-props.ts';

export function ListField({ spec, path, value, change, Field }: NestingFieldProps<'list'>) {
  const addButton = useRef<HTMLButtonElement>(null);
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const move = (from: number, to: number) => change(moveItem(items, from, to));
  const remove = (index: number) => {
    change(items.toSpliced(index, 1));
    addButton.current?.focus(); // what had the focus is gone
  };
  return (
    <div id={getFieldId(path)} tabIndex={-1} className="field-list full">
      <FieldProblem path={path} />
      {items.map((item, index) => {
        const name = nameItem(spec.label, item, index);
        return (
          <fieldset key={joinPath(path, index)} className="field-item">
            <legend>{name}</legend>
            <Field
              spec={spec.item}
              path={joinPath(path, index)}
              value={item}
              change={(next) => change(items.with(index, next))}
            />
            <div className="row">
              <ItemButton
                label={texts.moveUp(name)}
                text={texts.up}
                isOff={index === 0}
                act={() => move(index, index - 1)}
              />
              <ItemButton
                label={texts.moveDown(name)}
                text={texts.down}
                isOff={index === items.length - 1}
                act={() => move(index, index + 1)}
              />
              <ItemButton label={texts.remove(name)} text={texts.removeShort} act={() => remove(index)} />
            </div>
          </fieldset>
        );
      })}
      <button ref={addButton} type="button" className="button" onClick={() => change([...items, spec.create()])}>
        {spec.add}
      </button>
    </div>
  );
}

interface ItemButtonProps {
  label: string;
  text: string;
  isOff?: boolean;
  act: () => void;
}

function ItemButton({ label, text, isOff = false, act }: ItemButtonProps) {
  return (
    <button type="button" className="export" aria-label={label} disabled={isOff} onClick={act}>
      {text}
    </button>
  );
}

function moveItem(items: readonly unknown[], from: number, to: number): unknown[] {
  return items.toSpliced(from, 1).toSpliced(to, 0, items[from]);
}

/** `Rule under_age`, or `Rule 1` where it has no name. */
function nameItem(label: string, item: unknown, index: number): string {
  const { name } = toObject(item);
  return typeof name === 'string' && name !== '' ? texts.named(label, name) : texts.item(label, index + 1);
}
