/** The form that attaches a file of the person to a case. */
import { type FormEvent, useRef, useState } from 'react';
import { Refusal } from '../../../components/forms/refusal.tsx';
import { attachmentTexts } from '../../../texts/review/case.ts';
import { MEDIA_ENDINGS } from '../../../uploads/media-types.ts';
import { useAttach } from '../../../uploads/use-attach.ts';

const { attach: texts } = attachmentTexts;

/** Endings of names, as a file input takes them. */
const ACCEPTED = `.${Object.values(MEDIA_ENDINGS).flat().join(',.')}`;

export function AttachForm({ caseId }: { caseId: string }) {
  const [file, setFile] = useState<File>();
  const input = useRef<HTMLInputElement>(null);
  const { mutate: attach, isPending, error } = useAttach(caseId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!file) return;
    const clear = () => {
      setFile(undefined);
      if (input.current) input.current.value = '';
    };
    attach(file, { onSuccess: clear });
  };
  return (
    <details className="apart">
      <summary>{texts.open}</summary>
      <p className="summary apart">{texts.note}</p>
      <form className="form" onSubmit={submit}>
        <label className="full">
          <span className="label">{texts.file}</span>
          <input
            ref={input}
            type="file"
            required
            accept={ACCEPTED}
            onChange={({ target }) => setFile(target.files?.[0])}
          />
        </label>
        <button type="submit" className="button" disabled={isPending || !file}>
          {isPending ? texts.sending : texts.button}
        </button>
        {error && <Refusal error={error} />}
      </form>
    </details>
  );
}
