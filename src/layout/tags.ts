import { type Html, html } from '../base/html.ts';
import type { IconName } from './icon-shapes.ts';
import { icon } from './icons.ts';

/** `proved` by the house, `wait` for something weak or waiting, `stop` for refused or frozen, `solid` for You, Primary, This browser. */
export type TagKind = 'plain' | 'proved' | 'wait' | 'stop' | 'solid';

/** A state in one or two words. Shape and word carry it, colour only agrees. */
export function tag(word: string, kind: TagKind = 'plain', sign?: IconName): Html {
  return html`<span class="tag${kind !== 'plain' && ` tag--${kind}`}">${sign && icon(sign)}${word}</span>`;
}

/** On passkeys and security keys. */
export const resistsPhishing: Html = tag('Resists phishing', 'proved', 'proved');

/** On passwords, apps and recovery codes. */
export const canBePhished: Html = tag('Can be phished', 'wait', 'warn');
