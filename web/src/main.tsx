/** Starts the dashboard in index.html. */
// Later style sheets override earlier ones.
import './styles/dashboard.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { keepSession } from './auth/keep-session.ts';
import { followSignOut } from './auth/sign-out.ts';
import { applyTheme } from './components/shell/theme.ts';
import { queryClient } from './queries/query-client.ts';

applyTheme();
keepSession();
followSignOut();
const container = document.getElementById('dashboard');
if (!container) throw new Error('index.html has no element with the id dashboard');
createRoot(container).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
