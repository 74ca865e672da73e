/** The page for applicants: the decision that they object to, the form, and how far their objection is. */
import { useCallback, useEffect, useState } from 'react';
import { CONTEST_LANGUAGES, type ContestLanguage, chooseLanguage } from '../texts/contest/contest-languages.ts';
import type { ContestProblem, ContestTexts, ContestView } from '../texts/contest/contest-texts.ts';
import { nameProblem, openContest } from './contest-api.ts';
import { ContestFiles } from './contest-files.tsx';
import { ContestForm } from './contest-form.tsx';
import type { ContestProps } from './contest-props.ts';

/** Whom a new try can help. */
const PASSING: readonly ContestProblem[] = ['unavailable', 'too-many-requests'];

export function ContestPage({ token }: { token: string }) {
  const [chosen, setChosen] = useState<ContestLanguage>();
  const [contest, setContest] = useState<ContestView>();
  const [problem, setProblem] = useState<ContestProblem>();
  const language = chosen ?? chooseLanguage(contest?.language ?? navigator.language);
  const texts = CONTEST_LANGUAGES[language];

  const load = useCallback(() => {
    setProblem(undefined);
    openContest(token).then(setContest, (error) => setProblem(nameProblem(error, CONTEST_LANGUAGES.en.problems)));
  }, [token]);
  useEffect(load, [load]);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = texts.title;
  }, [language, texts]);

  return (
    <main className="contest">
      <header>
        <h1>{texts.title}</h1>
        <LanguageChoice {...{ texts, language, choose: setChosen }} />
      </header>
      {problem && (
        <div role="alert" className="notice bad">
          <p>{texts.problems[problem]}</p>
          {PASSING.includes(problem) && (
            <button type="button" className="button" onClick={load}>
              {texts.retry}
            </button>
          )}
        </div>
      )}
      {!contest && !problem && <p role="status">{texts.loading}</p>}
      {contest && <Contest {...{ contest, token, texts, language, show: setContest }} />}
    </main>
  );
}

interface LanguageChoiceProps {
  texts: ContestTexts;
  language: ContestLanguage;
  choose: (language: ContestLanguage) => void;
}

function LanguageChoice({ texts, language, choose }: LanguageChoiceProps) {
  return (
    <label>
      <span className="unseen">{texts.language}</span>
      <select value={language} onChange={(event) => choose(chooseLanguage(event.target.value))}>
        {Object.entries(CONTEST_LANGUAGES).map(([code, { languageName }]) => (
          <option key={code} value={code} lang={code}>
            {languageName}
          </option>
        ))}
      </select>
    </label>
  );
}

function Contest(props: ContestProps) {
  const { contest, texts, language } = props;
  // As the reader's country writes dates, where the reader speaks this language.
  const locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? language;
  const formatDate = (time: string) => new Date(time).toLocaleDateString(locale, { dateStyle: 'long' });
  return (
    <>
      {contest.submitted_at === null ? (
        <p>{texts.intro}</p>
      ) : (
        <Receipt {...{ contest, texts, receivedOn: formatDate(contest.submitted_at) }} />
      )}
      <section aria-labelledby="decision">
        <h2 id="decision">{texts.decisionOf(formatDate(contest.decided_at))}</h2>
        <p className="decision">{texts.decisions[contest.decision]}</p>
        {contest.reasons.length > 0 && (
          <>
            <h3 id="reasons">{texts.reasons}</h3>
            {/* The reasons stay in the language of the notice. */}
            <ol aria-labelledby="reasons" lang={contest.language}>
              {contest.reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ol>
          </>
        )}
      </section>
      <ContestFiles {...props} />
      {contest.submitted_at === null && <ContestForm {...props} />}
      <p className="dim">
        {contest.submitted_at === null && texts.privacy} {texts.expires(formatDate(contest.expires_at))}
      </p>
    </>
  );
}

interface ReceiptProps {
  contest: ContestView;
  texts: ContestTexts;
  receivedOn: string;
}

function Receipt({ contest, texts, receivedOn }: ReceiptProps) {
  return (
    <section role="status" className="notice good">
      <h2>{texts.receivedTitle}</h2>
      <p>{contest.state === 'answered' ? texts.answered : texts.received(receivedOn)}</p>
      <p>
        {texts.stateLabel}: <strong>{texts.states[contest.state]}</strong>
      </p>
    </section>
  );
}
