// Containers that only exist, for a person to work in or a test to call from: they answer nothing.
import type { ContainerFact } from '../../model/facts.js';

const shell = String.raw`(?:\S*\/)?(?:ba|da|a|z)?sh(?: -\w+)+ `;
const rest = String.raw`(?:\S*\/)?sleep (?:inf(?:inity)?|\d+(?:\.\d+)?[smhd]?)|(?:\S*\/)?tail -[fF] \/dev\/null`;
const loop = String.raw`while (?:true|:|\[ 1 \]); ?do (?:${rest}); ?done`;
const onlyRests = new RegExp(`^(?:${shell})?(?:exec )?(?:${rest}|${loop}) ?;?$`);

/** What its manifest starts is `sleep 3650d`, `tail -f /dev/null` or a loop around them. */
export function isIdle({ command, args }: ContainerFact): boolean {
  const words = [...(command?.words ?? []), ...(args?.words ?? [])];
  return onlyRests.test(words.join(' ').replaceAll(/\s+/g, ' ').trim());
}
