/** A labelled choice of a month, for the controls of a page. */

interface MonthFieldProps {
  label: string;
  /** Such as `2005-10`. */
  value: string | undefined;
  choose: (month: string | undefined) => void;
}

export function MonthField({ label, value = '', choose }: MonthFieldProps) {
  return (
    <label>
      <span className="label">{label}</span>
      <input type="month" value={value} onChange={({ target }) => choose(target.value || undefined)} />
    </label>
  );
}
