// Every claim, in the order of the table.
import type { Claim } from '../claim.js';
import { answerClaims } from './answers.js';
import { keepAliveClaims } from './keep-alive.js';
import { shutdownClaims } from './shutdown.js';
import { signalClaims } from './signals.js';
import { upstreamClaims } from './upstreams.js';

export const claims: readonly Claim[] = [
  ...keepAliveClaims,
  ...answerClaims,
  ...shutdownClaims,
  ...signalClaims,
  ...upstreamClaims,
];
