// Resources of templates that a program makes by themselves: `new CfnTargetGroup(…)`.
import { map } from '../registry-modules/module-context.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { field } from '../resources/resource-links.js';
import type { Settled, SettledEntry, SettledMap } from '../values/settled.js';
import { addressOf, type Construct, type Constructs, propsOf } from './constructs.js';
import { capitalised } from './overrides.js';
import { imageEntries } from './services.js';

export function templateResources(constructs: Constructs): readonly ResourceInstance[] {
  return constructs.templates().map((owner) => {
    const { type, address, at } = owner;
    const properties = propertiesOf(constructs, owner);
    return constructs.resource(type, address, owner, [{ key: 'Properties', keyAt: at, value: properties }]);
  });
}

function propertiesOf(constructs: Constructs, owner: Construct): Settled {
  const properties = capitalised(propsOf(owner));
  if (owner.type !== 'AWS::ECS::TaskDefinition' || properties.is !== 'map') return properties;
  const entries = properties.entries.map((entry): SettledEntry => {
    if (entry.key !== 'ContainerDefinitions' || entry.value.is !== 'list') return entry;
    return { ...entry, value: { ...entry.value, items: entry.value.items.map((each) => withImage(constructs, each)) } };
  });
  return { ...properties, entries };
}
/** An image that the program builds is named by where it is pushed. */
function withImage(constructs: Constructs, container: Settled): Settled {
  const image = field(container, 'image');
  const made = constructs.at(addressOf(image));
  if (container.is !== 'map' || made?.type !== 'DockerImageAsset') return container;
  const asset: SettledMap = map([{ key: 'made', keyAt: container.at, value: image ?? container }], container.at);
  const kept = container.entries.filter(({ key }) => key !== 'Image');
  const built = imageEntries(constructs, asset, container.at).flatMap((each) => each ?? []);
  return { ...container, entries: [...kept, ...built] };
}
