/** The field in which a person says why, with the lengths that the API takes. */
import { formTexts as texts } from '../../texts/forms.ts';

const SHORTEST_REASON_CHARACTERS = 10;
const LONGEST_REASON_CHARACTERS = 1000;

/** Whether a reason is long enough to be stored. */
export const isReason = (reason: string): boolean => reason.trim().length >= SHORTEST_REASON_CHARACTERS;

interface ReasonFieldProps {
  label: string;
  reason: string;
  change: (reason: string) => void;
  isRequired?: boolean;
}

export function ReasonField({ label, reason, change, isRequired = true }: ReasonFieldProps) {
  return (
    <label className="full">
      <span className="label">{label}</span>
      <textarea
        required={isRequired}
        minLength={SHORTEST_REASON_CHARACTERS}
        maxLength={LONGEST_REASON_CHARACTERS}
        value={reason}
        onChange={(event) => change(event.target.value)}
      />
      <span className="label">
        {texts.reasonLength(SHORTEST_REASON_CHARACTERS, LONGEST_REASON_CHARACTERS, reason.trim().length)}
      </span>
    </label>
  );
}
