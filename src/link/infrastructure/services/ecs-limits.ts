// Values of a task definition that its launch type does not take.
import { factDuration } from '../../../knowledge/lookup.js';
import { formatDuration } from '../../../model/duration.js';
import type { SettingMistake } from '../../../model/facts.js';
import type { Network } from '../resources/network.js';
import { field, fieldsOf } from '../resources/resource-links.js';
import { itemsOf, numberOf, placeOfSettled, textOf } from '../values/settled.js';
import { containersIn, isTask } from './ecs.js';

export function ecsMistakes({ resources }: Network): SettingMistake[] {
  return resources.filter(isTask).flatMap((task) => {
    const launchTypes = itemsOf(field(fieldsOf(task), 'requires_compatibilities'));
    if (!launchTypes.some((each) => textOf(each) === 'FARGATE')) return [];
    const most = factDuration('ecs', 'grace-maximum-fargate', undefined, task.at);
    if (most.state === 'unknown' || most.value.kind !== 'finite') return [];
    const limit = most.value.length;
    return containersIn(task).flatMap((container): SettingMistake[] => {
      const written = field(container, 'stop_timeout');
      const seconds = numberOf(written);
      if (written === undefined || seconds === undefined || seconds * 1000 <= limit) return [];
      return [
        {
          kind: 'setting-mistake',
          mistake: 'invalid',
          product: 'ecs',
          key: 'stopTimeout',
          at: placeOfSettled(written),
          because: `is ${seconds} s, and Fargate takes at most ${formatDuration(limit)}`,
          help: `Set it to ${formatDuration(limit)} or less, and let the application finish within that time.`,
        },
      ];
    });
  });
}
