// Prints the facts of a Go file in few words, so that an expectation can be read and reviewed.
import type { Expression } from '../../../src/model/expression.js';
import type {
  Fact,
  FileFacts,
  ServerFact,
  ShutdownStep,
  SignalHandlerFact,
  StoppedServer,
} from '../../../src/model/facts.js';

export function show(facts: FileFacts): string {
  const problems = facts.problems.map((each) => `problem ${each.code} at ${each.at.line}: ${each.message}`);
  const suppressions = facts.suppressions.map((each) => `suppression of ${each.rules} at ${each.at.line}`);
  return `${[...facts.facts.flatMap(showFact), ...problems, ...suppressions].join('\n')}\n`;
}

function showFact(fact: Fact): readonly string[] {
  switch (fact.kind) {
    case 'server':
      return showServer(fact);
    case 'client':
      return [
        `${fact.reverseProxy ? 'reverse proxy' : 'client'} ${fact.product} at ${fact.at.line}${named('target', fact.target)}`,
        ...fact.settings.map((each) => `  ${each.key} (${each.name}) = ${value(each.value)} at ${each.keyAt.line}`),
      ];
    case 'bindings':
      return [
        `names ${fact.space} "${fact.owner}"`,
        ...Object.entries(fact.names).map(([name, options]) => `  ${name} = ${options.map(value).join(' or ')}`),
      ];
    case 'imports':
      return [`imports ${fact.specifiers.length}`];
    case 'shutdown-module':
      return [
        `shutdown module ${fact.exportedAs} at ${fact.at.line}${fact.onCall === true ? ', when called' : ''}`,
        ...fact.handlers.map(showHandler),
      ];
    case 'serve-call':
      return [
        `serves by ${fact.calls.space} ${fact.calls.name} at ${fact.at.line} in ${fact.within}${fact.beside ? ', in a goroutine' : ''}, then ${fact.next}${fact.fatalAt === undefined ? '' : `, fatal at ${fact.fatalAt.line}`}${fact.handsError ? ', hands its error on' : ''}`,
      ];
    default:
      return [JSON.stringify(fact)];
  }
}
function showServer(fact: ServerFact): readonly string[] {
  const { shutdown } = fact;
  return [
    `${fact.role} server ${fact.product} at ${fact.at.line}, listens at ${fact.listenAt?.line}, entry ${fact.entry}`,
    ...[named('host', fact.host), named('port', fact.port)].filter((each) => each !== '').map((each) => ` ${each}`),
    ...(fact.takenFrom === undefined
      ? []
      : [`  if ${fact.takenFrom.space} ${fact.takenFrom.name} hands out a server with ${fact.takenFrom.method}`]),
    ...(fact.handedOut === undefined ? [] : [`  handed out by ${fact.handedOut.by}`]),
    ...fact.with.map((each) => `  with ${each.product}`),
    ...fact.settings.map((each) => `  ${each.key} (${each.name}) = ${value(each.value)} at ${each.keyAt.line}`),
    ...fact.traits.map((each) => `  trait ${each.name} = ${value(each.value)}`),
    ...fact.routes.map((each) => `  route ${each.method ?? '*'} ${each.path}`),
    ...shutdown.handlers.map(showHandler),
    `  shutdown ${shutdown.complete ? 'complete' : `incomplete: ${shutdown.incompleteBecause?.reason}`}`,
    ...(shutdown.mainWaits === undefined
      ? []
      : [
          `  main waits: ${shutdown.mainWaits} at ${shutdown.mainWaitsAt?.line}${shutdown.endedBy === undefined ? '' : `, ended by ${shutdown.endedBy}`}${shutdown.waitsIn === undefined ? '' : `, in ${shutdown.waitsIn}`}`,
        ]),
    ...(shutdown.fatalAt === undefined ? [] : [`  its error is fatal at ${shutdown.fatalAt.line}`]),
    ...(shutdown.handsError === undefined ? [] : [`  its error is handed on by ${shutdown.handsError}`]),
  ];
}
function showHandler(handler: SignalHandlerFact): string {
  const signals =
    handler.signals.length === 0 ? (handler.helper ?? 'signals from elsewhere') : handler.signals.join(' ');
  const waited = handler.waited === undefined ? '' : `; waited for: ${handler.waited}`;
  return `  on ${signals} at ${handler.at.line}: ${handler.steps.map(showStep).join(', ') || 'nothing'}${waited}`;
}
function showStep(step: ShutdownStep): string {
  switch (step.do) {
    case 'delay':
      return `delay ${value(step.length)}`;
    case 'close':
      return `close${showServerOf(step.server)}${step.waits ? '' : ' without waiting'}${step.limit === undefined ? '' : ` within ${value(step.limit)}`}${step.limitPassedIn === true ? ' within the limit passed in' : ''}`;
    case 'force-exit':
      return `force exit after ${value(step.after)}`;
    case 'unknown':
      return `unknown (${step.reason}; ${step.calls?.space} ${step.calls?.name})`;
    default:
      return step.do;
  }
}
function named(name: string, expression: Expression | undefined): string {
  return expression === undefined ? '' : ` ${name} ${value(expression)}`;
}

export function value(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return JSON.stringify(expression.value);
    case 'env':
      return expression.name.startsWith('--') ? expression.name : `$${expression.name}`;
    case 'name':
      return `<${expression.space} ${expression.name}>`;
    case 'convert':
      return `${expression.to}(${value(expression.operand)})`;
    case 'fallback':
      return `[${expression.options.map(value).join(expression.mode === 'if-missing' ? ' ?? ' : ' || ')}]`;
    case 'either':
      return `{${expression.options.map(value).join(' | ')}}`;
    case 'arithmetic':
      return `(${expression.operands.map(value).join(` ${expression.operator} `)})`;
    case 'unknown':
      return `unknown: ${expression.text}`;
  }
}
function showServerOf(server: StoppedServer | undefined): string {
  return server === undefined ? '' : ` ${server.product}${server.at === undefined ? '' : ` of ${server.at.line}`}`;
}
