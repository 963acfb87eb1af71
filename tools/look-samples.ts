import { html } from '../src/base/html.ts';
import { command } from '../src/layout/code.ts';
import { errorContent } from '../src/layout/error-page.ts';
import { marginPart } from '../src/layout/part.ts';
import { accountPage, historyPage } from './look-account.ts';
import { componentsPage } from './look-components.ts';
import { deletePage, provisionPage, recoveryCodesPage } from './look-forms.ts';
import { loginPage, registerPage, secondStepPage } from './look-gates.ts';
import type { Sample } from './look-site.ts';

/** Pages that show every part of `layout/` in its states. */
export const samples: Readonly<Record<string, () => Sample>> = {
  account: accountPage,
  'two-factor': secondStepPage,
  'register-errors': registerPage,
  login: loginPage,
  delete: deletePage,
  history: historyPage,
  'recovery-codes': recoveryCodesPage,
  provision: provisionPage,
  components: componentsPage,
  '404': () => ({
    title: 'Nothing at this address',
    viewer: { kind: 'visitor' },
    kind: 'broken',
    content: errorContent({
      status: 404,
      heading: 'Nothing at this address',
      lead: html`<span class="mono break">/project/tidewatr/</span> is no project here.`,
      query: 'tidewatr',
      incident: '7f3k2m9q',
    }),
  }),
  front: frontPage,
};

function frontPage(): Sample {
  return {
    title: 'Python packages',
    viewer: { kind: 'visitor' },
    kind: 'front',
    isTest: true,
    content: html`<div class="front"><h1>Try a release here before it counts</h1></div>${marginPart({ heading: 'Use it', note: 'The same commands as for any index', isFirst: true, content: command({ text: 'uv add --index https://test.keyhouse.example.org/simple/ tidewater', label: 'command for uv' }) })}`,
  };
}
