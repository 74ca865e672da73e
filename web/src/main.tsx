/** Starts the dashboard. */
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/print.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { applyTheme } from './components/theme.ts';

applyTheme();
const place = document.getElementById('dashboard');
if (!place) throw new Error('index.html has no place for the dashboard');
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
