import { listNotices } from '../accounts/notices/list-notices.ts';
import { type Html, html } from '../base/html.ts';
import { codeBlock, command } from '../layout/code.ts';
import { withSections } from '../layout/navigation.ts';
import { pageHead } from '../layout/page-head.ts';
import { part } from '../layout/part.ts';
import type { RuleSet } from '../python/upload-rules.ts';
import { hasAddressAsHost } from '../settings/has-address-as-host.ts';
import { uploadRules } from './upload-rules.ts';

export function helpPage(view: { siteUrl: string; siteName: string; rules: RuleSet; releaseOpenDays: number }): Html {
  const index = `${view.siteUrl}/simple/`;
  const upload = `${view.siteUrl}/legacy/`;
  const sections: readonly { id: string; heading: string; content: Html }[] = [
    {
      id: 'install',
      heading: 'Installing',
      content: html`<div class="prose">${command({ text: `pip install --index-url ${index} NAME`, label: 'pip command' })}<p>To keep it, write it into the tool’s configuration:</p>${codeBlock({ text: `[global]\nindex-url = ${index}`, label: 'pip.conf' })}${codeBlock({ text: `[[tool.uv.index]]\nname = "keyhouse"\nurl = "${index}"\ndefault = true`, label: 'pyproject.toml for uv' })}<p>This index serves what was uploaded to it, and nothing of PyPI. A project that needs both names this one for its own packages:</p>${codeBlock({ text: `[[tool.uv.index]]\nname = "keyhouse"\nurl = "${index}"\nexplicit = true\n\n[tool.uv.sources]\nNAME = { index = "keyhouse" }`, label: 'pyproject.toml for uv, beside PyPI' })}<p>Leave <code>--extra-index-url</code> of pip alone: it takes the highest version from anywhere, so that whoever registers your name on PyPI is installed.</p></div>`,
    },
    {
      id: 'upload',
      heading: 'Uploading',
      content: html`<div class="prose"><p>Make a token on your account page, then:</p>${command({ text: `twine upload --repository-url ${upload} dist/*`, label: 'twine command' })}<p>The user name is <code>__token__</code>, the password is the token. A new name makes a project that you own. A file name is never used twice.</p><p>Plain curl has to send a digest of the file, so that no broken upload counts:</p>${codeBlock({ text: curlUpload(upload), label: 'curl in a shell' })}<p>For a wheel send <code>filetype=bdist_wheel</code> and <code>pyversion=py3</code>, its Python tag. curl asks for the token.</p></div>`,
    },
    {
      id: 'totp',
      heading: 'Authenticator apps',
      content: html`<div class="prose"><p>An authenticator app shows a new six-digit code every 30 seconds, made from a secret that only it and we know. Sign-in asks for it after the password. Each code works once.</p><ul><li>On phones: Aegis, 2FAS, Ente Auth, Google Authenticator, Microsoft Authenticator.</li><li>On desktops: KeePassXC, GNOME Authenticator, Ente Auth.</li><li>In password managers: 1Password, Bitwarden, KeePassXC.</li></ul><p>If codes are refused, set the clock of the device to automatic.</p></div>`,
    },
    {
      id: 'webauthn',
      heading: 'Passkeys and security keys',
      content: html`<div class="prose"><p>A passkey is kept by your phone, your computer, your password manager or a security key. Before it answers, the device checks this site’s address, so a false page gets nothing. It asks for your finger, face or PIN, and then signs in alone: no password, no code.</p><p>A security key that has no PIN stands beside the password, as a second factor.</p><p>Set up two, on different devices: then losing one is a nuisance and no more. A passkey that was added by password and code may not remove others for 72 hours, or as long as this index lets such things wait, and without a passkey none is removed at once: so a thief can not throw you out.</p>${hasAddressAsHost(view.siteUrl) && html`<p>${passkeysAreOff(view.siteUrl)}</p>`}</div>`,
    },
    {
      id: 'recovery-codes',
      heading: 'Recovery codes',
      content: html`<div class="prose"><p>Ten codes come with your first authenticator app. Each gets you in once, with your password, when the app is lost. Keep them on paper, or in a password manager that is not locked by the very device you might lose.</p></div>`,
    },
    {
      id: 'addresses',
      heading: 'Mail addresses',
      content: html`<div class="prose"><p>Confirm two, so that losing a mailbox loses nothing. Notices go to each of them.</p><p>A change of addresses can be undone from the old ones for 72 hours, or as long as this index lets such things wait. Until then a link that sets a new password goes to addresses from before the change alone: who has left all of them waits that long for one. The password and the second factor open the account meanwhile.</p></div>`,
    },
    {
      id: 'apitoken',
      heading: 'API tokens',
      content: html`<div class="prose"><p>Tools upload with a token, never with a password. A token for one project can do the least harm: prefer it. It is shown once. Delete it on your account page when it is not needed, or at once when it may have leaked.</p></div>`,
    },
    {
      id: 'phishing',
      heading: 'Phishing, and what our mails look like',
      content: html`<div class="prose"><p>Before you type a password or a code, look at the address: it is <strong class="mono">${view.siteUrl}</strong>, and nothing else.</p><p>Our mails say what happened, when, from which browser and address. They have at most one button, which leads to a page with a button, and they never ask for a password, a code or a token. Nobody of us does, by any way.</p></div>`,
    },
    {
      id: 'mails',
      heading: 'Which mails you get',
      content: html`<div class="prose"><p>Every change of what opens your account is mailed: what, when, with which proof, from which browser and address, and what to do if it was not you. None of these mails can be switched off.</p>${mailLists()}</div>`,
    },
    {
      id: 'not-guarded',
      heading: 'What a second factor does not guard',
      content: html`<div class="prose"><p>Whoever holds a live token can upload with it, and whoever holds an open session can look around in it: a factor is asked for at sign-in and before sensitive changes, not at every click. End sessions and delete tokens that you do not need.</p></div>`,
    },
    { id: 'upload-rules', heading: 'Upload rules', content: uploadRules(view) },
  ];
  const links = sections.map(({ id, heading }) => ({ href: `#${id}`, label: heading }));
  return html`${pageHead({ heading: 'Help', lead: `How to install from ${view.siteName}, publish to it, and keep your account yours.` })}${withSections('On this page', links, html`${sections.map(({ id, heading, content }) => part({ id, heading, content }))}`)}`;
}

/** Every kind of mail, under those whom it goes to. */
function mailLists(): Html {
  const all = listNotices();
  const audiences = [...new Set(all.map(({ to }) => to))];
  const whens = (audience: string): Html => html`${all.filter(({ to }) => to === audience).map(({ when }) => html`<li>when ${when}</li>`)}`;
  return html`${audiences.map((audience) => html`<h3>To ${audience}</h3><ul>${whens(audience)}</ul>`)}`;
}

/** Quoted so that names with blanks work; the token is asked for, since a command stays in the shell's memory. */
function curlUpload(upload: string): string {
  return `FILE=dist/NAME-1.0.tar.gz
curl --fail-with-body -u __token__ ${upload} \\
  -F :action=file_upload -F protocol_version=1 -F metadata_version=2.1 \\
  -F name=NAME -F version=1.0 -F filetype=sdist \\
  -F sha256_digest="$(openssl dgst -sha256 -r "$FILE" | cut -d ' ' -f 1)" -F content=@"$FILE"`;
}

/** Why there are none where the index is reached at an address instead of a name. */
function passkeysAreOff(siteUrl: string): string {
  return `At this index they are off: browsers refuse passkeys on an address, and this one is ${siteUrl}. Its operators switch them on by setting KEYHOUSE_URL to a name.`;
}

export function securityPage(view: { siteName: string; contact: string | undefined }): Html {
  const contact =
    view.contact === undefined
      ? html`<p>The operators of this index have named no contact. Ask whoever gave you the address of this site.</p>`
      : html`<p>Write to <a href="${view.contact}">${view.contact.replace(/^mailto:/, '')}</a>.</p>`;
  return html`${pageHead({ heading: 'Security policy', lead: 'Whom to tell, and what happens then.' })}<div class="prose"><h2>A problem with this index</h2>${contact}<p>An account taken over, a token leaked, a package that does harm: say which, since when you know, and how to reach you. You may test your own account and your own projects; leave those of others alone.</p><h2>A problem in Keyhouse itself</h2><p>Tell the people who maintain Keyhouse, in the way that the file SECURITY.md of its source names, before you tell anybody else. They answer within three days.</p></div>`;
}
