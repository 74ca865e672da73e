/** A labelled choice of one option, for the controls of a page. */

interface SelectProps {
  label: string;
  value: string;
  options: { value: string; text: string }[];
  choose: (value: string) => void;
}

export function Select({ label, value, options, choose }: SelectProps) {
  return (
    <label>
      <span className="label">{label}</span>
      <select value={value} onChange={(event) => choose(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  );
}
