// What hoplint knows of an image: what it is based on, and the chain of programs that its command starts.
import type { DockerfileFact } from '../../src/model/facts.js';
import type { Container, Model } from '../../src/model/topology.js';
import { type Extracted, placesIn, settingText } from './say-values.js';

const docker: readonly string[] = ['docker.cmd', 'docker.entrypoint', 'docker.final'];
/** Of base images, as labels name them. */
const families = ['distroless', 'scratch', 'alpine', 'debian', 'ubuntu'] as const;

/** The chain of the container, with the instructions of its Dockerfile. */
export function commandOf(container: Container, model: Model): Extracted {
  const { chain } = container.delivery;
  const files = new Set(container.imageFiles.map((each) => each.file));
  const stages = model.facts
    .of('dockerfile')
    .filter((each) => files.has(each.at.file))
    .flatMap((each) => each.stages.slice(-1));
  const words = chain.flatMap((each) => programWords(each.text));
  const language = container.server?.fact.language;
  return {
    families: docker,
    says: {
      ...imageSays(container),
      ...programSays([...words, ...(language === 'node' ? ['node'] : [])]),
      form: stages.flatMap((stage) => (stage.entrypoint ?? stage.cmd)?.form ?? []),
      pid1: [
        programWords(chain[0]?.text ?? '')[0] ?? '',
        ...(chain.every(isReplaced) ? programWords(chain.at(-1)?.text ?? '').slice(0, 1) : []),
      ],
      order: ordersOf(chain.map((each) => programWords(each.text))),
    },
    at: [
      ...chain.map((each) => each.at),
      ...container.imageFiles,
      ...stages.flatMap((stage) => [stage.at, ...placesIn(stage.entrypoint), ...placesIn(stage.cmd)]),
    ],
  };
}
function isReplaced(step: { readonly text: string }, index: number, all: readonly unknown[]): boolean {
  return index === all.length - 1 || /\.sh\b|^(?:ba|da)?sh\b/.test(step.text);
}
function imageSays(container: Container): Extracted['says'] {
  const base = container.baseImage;
  const text = base.state === 'known' ? base.value : '';
  return {
    base: [
      text,
      ...families.filter((each) => text.includes(each)),
      // Debian's releases stand for it in the tags of other images.
      ...(/\b(?:stretch|buster|bullseye|bookworm|trixie)\b/.test(text) ? ['debian'] : []),
    ],
    shell: settingText(container.shell),
  };
}
/** `program:npm` and so on: what a label may name. */
function programSays(words: readonly string[]): Extracted['says'] {
  return Object.fromEntries(words.map((word) => [`program:${word.toLowerCase()}`, [word]]));
}
function programWords(text: string): readonly string[] {
  return text.split(/[\s'"&;]+/).flatMap((word) => (word === '' ? [] : [word.replace(/^.*\//, '')]));
}
/** First programs of the steps, in order, with steps left out: labels name the ones that matter. */
function ordersOf(steps: readonly (readonly string[])[]): readonly string[] {
  const heads = steps.flatMap((words) => words[0] ?? []);
  const orders: string[] = [];
  for (let mask = 1; mask < 1 << Math.min(heads.length, 8); mask++) {
    orders.push(heads.filter((_, index) => (mask & (1 << index)) !== 0).join(' '));
  }
  return orders;
}

/** The last stage of a Dockerfile, whichever workload runs it. */
export function fromDockerfile(file: DockerfileFact): readonly Extracted[] {
  return file.stages.slice(-1).map((stage) => {
    const command = [...(stage.entrypoint?.words ?? []), ...(stage.cmd?.words ?? [])].join(' ');
    const words = programWords(command);
    return {
      families: docker,
      says: {
        ...programSays(words),
        form: [(stage.entrypoint ?? stage.cmd)?.form ?? ''],
        pid1: words.slice(0, 1),
        base: families.filter((each) => stage.from.text.includes(each)),
      },
      at: [stage.at, ...placesIn(stage.entrypoint), ...placesIn(stage.cmd)],
    };
  });
}
