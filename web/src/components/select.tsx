/** A labelled choice of one option, for the controls of a page. */

export interface Option {
  value: string;
  text: string;
  /** Options that follow each other with the same group stand under its name. */
  group?: string;
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly Option[];
  choose: (value: string) => void;
}

export function Select({ label, value, options, choose }: SelectProps) {
  return (
    <label>
      <span className="label">{label}</span>
      <select value={value} onChange={(event) => choose(event.target.value)}>
        {groupOptions(options).map(({ group, members }) =>
          group ? (
            <optgroup key={group} label={group}>
              {members.map(renderOption)}
            </optgroup>
          ) : (
            members.map(renderOption)
          ),
        )}
      </select>
    </label>
  );
}

/** Not a component: it stands directly below a select or a group. */
function renderOption({ value, text }: Option) {
  return (
    <option key={value} value={value}>
      {text}
    </option>
  );
}

function groupOptions(options: readonly Option[]): { group: string | undefined; members: Option[] }[] {
  const groups: { group: string | undefined; members: Option[] }[] = [];
  for (const option of options) {
    const last = groups.at(-1);
    if (last && last.group === option.group) last.members.push(option);
    else groups.push({ group: option.group, members: [option] });
  }
  return groups;
}
