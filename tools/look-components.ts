import { html } from '../src/base/html.ts';
import { linkButton, submitButton } from '../src/layout/button.ts';
import { codeBlock, command, secretText } from '../src/layout/code.ts';
import { empty } from '../src/layout/empty.ts';
import { selectField, textAreaField } from '../src/layout/fields.ts';
import { form } from '../src/layout/form.ts';
import { hash } from '../src/layout/hash.ts';
import { cut } from '../src/layout/key-cuts.ts';
import { tabs } from '../src/layout/navigation.ts';
import { notice } from '../src/layout/notice.ts';
import { pageHead } from '../src/layout/page-head.ts';
import { part } from '../src/layout/part.ts';
import { checkbox, checkboxPicks, radioPicks } from '../src/layout/picks.ts';
import { table } from '../src/layout/table.ts';
import { tag } from '../src/layout/tags.ts';
import { csrfToken, digest, ines, type Sample, small } from './look-site.ts';

export function componentsPage(): Sample {
  const choices = radioPicks({
    name: 'wait',
    legend: 'Uploads wait for',
    picks: [
      { value: '0', label: 'Nobody', hint: 'Public as soon as they are uploaded' },
      { value: '1', label: 'One person', isChecked: true },
      { value: '2', label: 'Two people', hint: 'The project has one owner', isDisabled: true },
    ],
  });
  const boxes = checkboxPicks({
    legend: 'Uploads come from',
    error: 'Choose one.',
    picks: [
      { name: 'ci', value: '1', label: 'Linked CI' },
      { name: 'tokens', value: '1', label: 'Tokens' },
    ],
  });
  const fields = html`${choices}${boxes}${selectField({ name: 'scope', label: 'Scope', options: [{ value: 'scope:user', label: 'All your projects' }], hint: 'Narrow is better.' })}${textAreaField({ name: 'reason', label: 'Reason', value: '\nkept line', error: 'Say why.' })}${checkbox('sure', { value: '1', label: 'I have read it' })}`;
  const releases = table({
    caption: 'Releases of tidewater',
    columns: [
      { label: 'Release' },
      { label: 'When' },
      { label: 'Files', kind: 'right' },
      { label: 'Note', kind: 'full' },
      { label: 'Actions', kind: 'do' },
    ],
    rows: [
      { cells: [html`<a class="mono" href="#">3.2.0</a>`, '4 minutes ago', '4', tag('Newest'), small('Yank', ' 3.2.0')] },
      { isOff: true, cells: [html`<a class="mono" href="#">3.1.9</a>`, '2 October 2026', '4', '', small('Delete', ' 3.1.9')] },
    ],
  });
  const buttons = html`${submitButton({ label: 'Primary' })}${submitButton({ label: 'Off', isDisabled: true })}${submitButton({ label: 'Destroy', kind: 'stop', busyLabel: 'Deleting…' })}${submitButton({ label: 'Like a link', kind: 'link' })}`;
  const codeParts = html`<div class="stack-3">${command({ text: 'pip install --index-url https://keyhouse.example.org/simple/ tidewater', label: 'command for pip', prompt: '$' })}${secretText({ text: `keyhouse-${digest}${digest}`, label: 'token' })}${codeBlock({ text: '[distutils]\nindex-servers = keyhouse\n', label: '.pypirc' })}<p>${hash(digest, 'tidewater-3.2.0.tar.gz', true)}${cut(digest)}</p></div>`;
  return {
    title: 'Parts',
    viewer: ines,
    content: html`${pageHead({ heading: 'tidewater', isIdentifier: true })}${tabs(
      'tidewater',
      [
        { href: '/a', label: 'Releases', count: 31 },
        { href: '/b', label: 'Settings' },
      ],
      '/b',
    )}<div class="stack-3">${notice({ kind: 'info', title: 'Nothing changes' })}${notice({ kind: 'wait', title: 'Look here', text: 'Any owner can stop it.', action: small('Stop the change', '') })}</div><div class="above-7">${part({ id: 'fields', heading: 'Fields', content: form({ action: '/', csrfToken, content: fields }) })}${part({ id: 'tables', heading: 'Tables', content: releases })}${part({ id: 'code', heading: 'Code', content: codeParts })}${part({ id: 'buttons', heading: 'Buttons', content: html`<form class="buttons" action="/">${buttons}</form>` })}${part({ id: 'none', heading: 'Nothing yet', content: empty({ title: 'No tokens', text: 'A token lets a tool upload without your password.', action: linkButton({ href: '#', label: 'Create a token', kind: 'plain' }) }) })}</div>`,
  };
}
