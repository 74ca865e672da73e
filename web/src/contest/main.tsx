/** Starts the page for applicants in contest.html. It has no sign-in and no script of the dashboard. */
import './contest.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ContestPage } from './contest-page.tsx';

const container = document.getElementById('contest');
if (!container) throw new Error('contest.html has no element with the id contest');
createRoot(container).render(
  <StrictMode>
    <ContestPage token={location.hash.slice(1)} />
  </StrictMode>,
);
// Another link in the same window is another contest.
addEventListener('hashchange', () => location.reload());
