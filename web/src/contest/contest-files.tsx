/** The applicant's documents: chosen, sent to the store, and shown with what their check found. */
import { type ChangeEvent, useEffect, useState } from 'react';
import { findMediaType, MEDIA_ENDINGS } from '../uploads/media-types.ts';
import { attachFile, nameProblem, openContest } from './contest-api.ts';
import type { ContestProps } from './contest-props.ts';

/** A check takes a second; a lost one is not waited for. */
const CHECK_PAUSE_MILLISECONDS = 1500;
const MOST_CHECKS = 20;

export function ContestFiles({ contest, token, texts, language, show }: ContestProps) {
  const [progress, setProgress] = useState('');
  const [refusals, setRefusals] = useState<readonly string[]>([]);
  const isWaiting = contest.attachments.some(({ state }) => state === 'uploaded');
  useWaitingChecks(isWaiting, token, show);

  const send = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(target.files ?? [])];
    const refused: string[] = [];
    setRefusals([]);
    for (const file of files) {
      const type = findMediaType(file.name, contest.media_types);
      if (type === undefined) refused.push(texts.fileTypeUnknown(file.name));
      else if (file.size === 0 || file.size > contest.max_bytes) refused.push(texts.fileTooLarge(file.name));
      else {
        setProgress(texts.sendingFile(file.name));
        const problem = await attachFile(token, file, type).then(
          () => undefined,
          (error) => nameProblem(error, texts.problems),
        );
        if (problem) refused.push(problem === 'unavailable' ? texts.fileNotSent(file.name) : texts.problems[problem]);
      }
    }
    target.value = '';
    setProgress('');
    setRefusals(refused);
    await openContest(token).then(show, () => undefined);
  };

  const megabytes = (contest.max_bytes / 1e6).toLocaleString(language, { maximumFractionDigits: 1 });
  const isOver = contest.state === 'answered';
  if (isOver && contest.attachments.length === 0) return null;
  return (
    <section aria-labelledby="documents">
      <h2 id="documents">{texts.files}</h2>
      <ul className="files" aria-labelledby="documents">
        {contest.attachments.map(({ attachment_id, name, state, reason }) => (
          <li key={attachment_id}>
            {name}: {texts.fileStates[state]}
            {reason && `, ${texts.faults[reason]}`}
          </li>
        ))}
      </ul>
      {!isOver && (
        <label>
          <span className="label">{texts.chooseFiles}</span>
          <input
            type="file"
            multiple
            accept={contest.media_types.map((type) => `.${MEDIA_ENDINGS[type].join(',.')}`).join(',')}
            disabled={contest.may_attach === 0 || progress !== ''}
            onChange={send}
            aria-describedby="documents-hint"
          />
        </label>
      )}
      {!isOver && (
        <p id="documents-hint" className="dim">
          {contest.may_attach === 0 ? texts.noMoreFiles : texts.filesHint(megabytes, contest.may_attach)}
        </p>
      )}
      <p role="status">{progress}</p>
      {refusals.length > 0 && (
        <div role="alert" className="notice bad">
          {refusals.map((refusal) => (
            <p key={refusal}>{refusal}</p>
          ))}
        </div>
      )}
    </section>
  );
}

/** Reads the contest again until every file is checked. */
function useWaitingChecks(isWaiting: boolean, token: string, show: ContestProps['show']): void {
  useEffect(() => {
    if (!isWaiting) return;
    let checks = 0;
    const timer = setInterval(() => {
      checks += 1;
      if (checks >= MOST_CHECKS) clearInterval(timer);
      openContest(token).then(show, () => undefined);
    }, CHECK_PAUSE_MILLISECONDS);
    return () => clearInterval(timer);
  }, [isWaiting, token, show]);
}
