// Tells a setting mistake: the parser or linker found it, the rule only speaks.
import type { SettingMistake } from '../../model/facts.js';
import type { Model } from '../../model/topology.js';
import type { Tale } from './define-rule.js';

export type { SettingMistake };

export function mistakesOf(model: Model, kind: SettingMistake['mistake']): readonly SettingMistake[] {
  return model.mistakes.filter((each) => each.mistake === kind);
}
export function tellMistake(mistake: SettingMistake): Tale {
  const effect = mistake.effect === undefined ? '' : `; ${mistake.effect}`;
  return {
    message: `${mistake.key} ${mistake.because}${effect}.`,
    help: mistake.help,
    at: mistake.at,
    related: (mistake.related ?? []).map((each) => ({ message: each.message, location: each.at })),
    // Where the other value stands is no part of what is wrong: lines move.
    key: [mistake.product, mistake.key, mistake.because.replaceAll(/(\.\w+):\d+(?::\d+)?/g, '$1')],
    ...(mistake.fix === undefined
      ? {}
      : {
          fixes: [
            {
              title: mistake.fix.title,
              safe: mistake.fix.safe,
              edits: [mistake.fix, ...(mistake.fix.also ?? [])].map(({ at, text }) => ({
                location: at,
                newText: text,
              })),
            },
          ],
        }),
    ...(mistake.configMapKey === undefined ? {} : { remedies: [{ changes: [{ do: 'move-to-configmap', mistake }] }] }),
  };
}
