/** The form that previews a notice and issues it. */
import { type FormEvent, useState } from 'react';
import { Refusal } from '../../components/forms/refusal.tsx';
import { Select } from '../../components/select.tsx';
import { type Notice, useNoticeIssue, useNoticePreview } from '../../queries/notice-queries.ts';
import { NOTICE_KIND_NAMES, NOTICE_LANGUAGE_NAMES, noticeTexts as texts } from '../../texts/cases/notices.ts';
import { NoticePreview } from './notice-preview.tsx';

const listOptions = (names: Record<string, string>) => Object.entries(names).map(([value, text]) => ({ value, text }));

export function NoticeForm({ predictionId, firstKind }: { predictionId: string; firstKind: Notice['kind'] }) {
  const [kind, setKind] = useState(firstKind);
  const [language, setLanguage] = useState<Notice['language']>('en');
  const preview = useNoticePreview(predictionId);
  const issue = useNoticeIssue(predictionId);
  const choose = (change: () => void) => {
    preview.reset();
    issue.reset();
    change();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    preview.reset();
    issue.mutate({ kind, language });
  };
  const shown = preview.data?.preview;
  const error = issue.error ?? preview.error;
  return (
    <form className="form" onSubmit={submit}>
      <div className="row">
        <Select
          label={texts.kind}
          value={kind}
          options={listOptions(NOTICE_KIND_NAMES)}
          choose={(value) => choose(() => setKind(value as Notice['kind']))}
        />
        <Select
          label={texts.language}
          value={language}
          options={listOptions(NOTICE_LANGUAGE_NAMES)}
          choose={(value) => choose(() => setLanguage(value as Notice['language']))}
        />
        <button
          type="button"
          className="button"
          disabled={preview.isPending}
          onClick={() => (shown ? preview.reset() : preview.mutate({ kind, language }))}
        >
          {shown ? texts.closePreview : texts.preview}
        </button>
        <button type="submit" className="button primary" disabled={issue.isPending}>
          {issue.isPending ? texts.issuing : texts.issue}
        </button>
      </div>
      <p role="status">{issue.isSuccess ? texts.issued : ''}</p>
      {error && <Refusal error={error} />}
      {shown && <NoticePreview document={shown} />}
    </form>
  );
}
