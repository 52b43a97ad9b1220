// Draws the page into its shell.

import './styles/base.css';
import './styles/head.css';
import './styles/legs.css';
import './styles/attention.css';
import './styles/graph.css';
import './styles/detail.css';
import './styles/history.css';
import './styles/contract.css';
import './styles/rehearsal.css';
import { render } from 'preact';
import { Page } from './page.tsx';

const root = document.getElementById('page');
if (root) render(<Page />, root);
