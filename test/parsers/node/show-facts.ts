// Writes facts so that a person can read them: one line per statement, places as line:column, values as formulas.
import type { Expression } from '../../../src/model/expression.js';
import type {
  Fact,
  FileFacts,
  ServerFact,
  ServerOrigin,
  SignalHandlerFact,
  WrittenSetting,
} from '../../../src/model/facts.js';
import type { Location } from '../../../src/model/location.js';

const place = (at: Location): string => `${at.line}:${at.column}`;

function formula(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return JSON.stringify(expression.value);
    case 'env':
      return `$${expression.name}`;
    case 'fallback':
      return `(${expression.options.map(formula).join(expression.mode === 'if-missing' ? ' ?? ' : ' || ')})`;
    case 'name':
      return `${expression.space}#${expression.name}`;
    case 'arithmetic':
      return `(${expression.operands.map(formula).join(` ${expression.operator} `)})`;
    case 'convert':
      return `${expression.to}(${formula(expression.operand)})`;
    case 'either':
      return `either(${expression.options.map(formula).join(', ')}; ${expression.why})`;
    case 'unknown':
      return `unknown(${expression.reason}: ${expression.text})`;
  }
}

const setting = ({ name, key, value, keyAt }: WrittenSetting): string =>
  `  ${place(keyAt)} ${key} -> ${name} = ${formula(value)}`;

function handler({ signals, helper, at, steps }: SignalHandlerFact): string[] {
  const head = `  ${place(at)} on ${signals.join(' ') || '(default signals)'}${helper === undefined ? '' : ` by ${helper}`}`;
  return [
    head,
    ...steps.map((step) => {
      const details = [
        'length' in step ? formula(step.length) : '',
        'after' in step ? `after ${formula(step.after)}` : '',
        step.do === 'close' ? (step.waits ? 'waits' : 'does not wait') : '',
        step.do === 'close' && step.limit !== undefined ? `at most ${formula(step.limit)}` : '',
        step.do === 'close-idle' && step.repeated ? 'repeatedly' : '',
        'reason' in step ? step.reason : '',
      ];
      return `    ${place(step.at)} ${[step.do, ...details.filter((detail) => detail !== '')].join(' ')}`;
    }),
  ];
}

const origin = (from: ServerOrigin): string =>
  from.is === 'import'
    ? `${from.path.specifier}#${from.path.name}`
    : from.is === 'injected'
      ? `injected by ${from.by}`
      : `argument ${from.index}${from.key === undefined ? '' : `.${from.key}`} of ${from.of}`;

function server(fact: ServerFact): string[] {
  const { shutdown } = fact;
  return [
    `server ${fact.product} (${fact.language}, ${fact.role}) at ${place(fact.at)}${fact.listenAt === undefined ? '' : `, listens at ${place(fact.listenAt)}`}`,
    ...(fact.from === undefined ? [] : [`  from ${origin(fact.from)}`]),
    ...fact.with.map(({ product, at }) => `  ${place(at)} with ${product}`),
    ...(fact.port === undefined ? [] : [`  port ${formula(fact.port)}`]),
    ...(fact.host === undefined ? [] : [`  host ${formula(fact.host)}`]),
    ...fact.settings.map(setting),
    ...fact.traits.map(({ name, value, at }) => `  ${place(at)} trait ${name} = ${formula(value)}`),
    ...fact.routes.map(
      ({ method, path, below, at }) =>
        `  ${place(at)} route ${method ?? 'any'} ${path}${below === true ? ' and below' : ''}`,
    ),
    ...(fact.onlyRoutes === undefined
      ? []
      : [`  ${place(fact.onlyRoutes.at)} ${fact.onlyRoutes.product} refuses the rest`]),
    ...shutdown.handlers.flatMap(handler),
    ...(shutdown.follow ?? []).map(({ specifier, name, at }) => `  ${place(at)} follow ${specifier}#${name}`),
    ...(shutdown.incompleteBecause === undefined ? [] : [`  incomplete: ${shutdown.incompleteBecause.reason}`]),
  ];
}

function show(fact: Fact): string[] {
  switch (fact.kind) {
    case 'server':
      return server(fact);
    case 'client':
      return [
        `client ${fact.product}${fact.reverseProxy ? ' (reverse proxy)' : ''} at ${place(fact.at)}`,
        ...(fact.target === undefined ? [] : [`  target ${formula(fact.target)}`]),
        ...fact.settings.map(setting),
      ];
    case 'shutdown-module':
      return [
        `shutdown module ${fact.exportedAs ?? '(on import)'} at ${place(fact.at)}`,
        ...fact.handlers.flatMap(handler),
      ];
    case 'bindings':
      return [
        'names',
        ...Object.entries(fact.names).map(([name, values]) => `  ${name} = ${values.map(formula).join(' | ')}`),
        ...(fact.reexports ?? []).map(({ as, specifier, name }) => `  ${as} from ${specifier}#${name}`),
        ...(fact.apps ?? []).map(({ name, product }) => `  ${name} is ${product}`),
      ];
    case 'server-part':
      return [
        `part of ${fact.of === undefined ? 'something' : origin(fact.of)} at ${place(fact.at)}`,
        ...fact.settings.map(setting),
        ...fact.traits.map(({ name, value, at }) => `  ${place(at)} trait ${name} = ${formula(value)}`),
      ];
    case 'handover':
      return [
        `handover of ${fact.what.is === 'made' ? `${fact.what.product} of ${place(fact.what.at)}` : origin(fact.what)} to argument ${fact.index}${fact.key === undefined ? '' : `.${fact.key}`} of ${fact.to.specifier}#${fact.to.name} at ${place(fact.at)}`,
      ];
    case 'module-call':
      return [
        `call of ${fact.to.specifier}#${fact.to.name} at ${place(fact.at)}`,
        ...Object.entries(fact.given).map(([path, value]) => `  ${path} = ${formula(value)}`),
      ];
    case 'routine':
      return [
        `routine ${fact.name} at ${place(fact.at)}`,
        ...handler({ signals: [], at: fact.at, steps: fact.steps.map(({ step }) => step) }).slice(1),
        ...fact.steps.flatMap(({ settles, step }) =>
          settles === undefined ? [] : [`    ${place(step.at)} settles by ${settles.join(', ') || 'nothing'}`],
        ),
      ];
    case 'handed-routine':
      return [
        `function for argument ${fact.index}${fact.key === undefined ? '' : `.${fact.key}`} of ${fact.to.specifier}#${fact.to.name} at ${place(fact.at)}${fact.passes === undefined ? '' : `: ${fact.passes.specifier}#${fact.passes.name}`}`,
        ...handler({ signals: [], at: fact.at, steps: fact.steps.map(({ step }) => step) }).slice(1),
      ];
    case 'imports':
      return [`imports ${fact.specifiers.join(' ')}`];
    default:
      return [JSON.stringify(fact)];
  }
}

export const showFacts = ({ facts, problems }: FileFacts): string =>
  `${[...facts.flatMap(show), ...problems.map(({ code, message, at }) => `problem ${code} at ${place(at)}: ${message}`)].join('\n')}\n`;
