/** Why a change was not stored, in one line. */
import { describeRefusal } from '../../queries/failure.ts';
import { formTexts } from '../../texts/forms.ts';

export function Refusal({ error }: { error: unknown }) {
  const { title, detail } = describeRefusal(error);
  return (
    <p role="alert" className="trouble long">
      {formTexts.failure(title, detail)}
    </p>
  );
}
