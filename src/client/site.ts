// Small comforts on every page. Every page works without them; passkeys alone need a script.
import { startBusyButtons } from './busy-buttons.ts';
import { startCopyButtons } from './copy-buttons.ts';
import { startFocusProblem } from './focus-problem.ts';
import { startFollowSections } from './follow-sections.ts';
import { startPasskeys } from './passkeys.ts';
import { startPrintButtons } from './print-buttons.ts';
import { startShowPassword } from './show-password.ts';

startCopyButtons();
startPrintButtons();
startShowPassword();
startFollowSections();
startBusyButtons();
startFocusProblem();
startPasskeys();
