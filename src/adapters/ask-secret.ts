import { Refusal } from '../base/refusal.ts';

const ENTER = /[\r\n]/;
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const BACKSPACES = ['\u007f', '\b'];

/** Asks on the terminal and shows nothing of what is typed; undefined where no terminal is. */
export async function askSecret(question: string): Promise<string | undefined> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return undefined;
  stderr.write(question);
  stdin.setEncoding('utf8').setRawMode(true).resume();
  try {
    return await readLine(stdin);
  } finally {
    stdin.setRawMode(false).pause();
    stderr.write('\n');
  }
}

function readLine(terminal: NodeJS.ReadStream): Promise<string> {
  return new Promise((done, fail) => {
    let line = '';
    const take = (text: string): void => {
      const typed = typeOnto(line, text);
      line = typed.line;
      if (typed.end === undefined) return;
      terminal.off('data', take);
      // Whoever pastes two lines answers the next question with the second.
      if (typed.rest !== '') terminal.unshift(typed.rest);
      if (typed.end === 'entered') done(line);
      else fail(new Refusal('invalid', 'command.cancelled', 'Nothing was done.'));
    };
    terminal.on('data', take);
  });
}

interface TypedLine {
  readonly line: string;
  readonly end: 'entered' | 'cancelled' | undefined;
  /** What was typed after the end. */
  readonly rest: string;
}

/** What a line becomes when keys are pressed. */
export function typeOnto(before: string, keys: string): TypedLine {
  let letters = [...before];
  for (const [place, key] of [...keys].entries()) {
    const rest = [...keys].slice(place + 1).join('');
    if (key === CTRL_C || key === CTRL_D) return { line: '', end: 'cancelled', rest };
    if (ENTER.test(key)) return { line: letters.join(''), end: 'entered', rest };
    letters = BACKSPACES.includes(key) ? letters.slice(0, -1) : letters.concat(key);
  }
  return { line: letters.join(''), end: undefined, rest: '' };
}
