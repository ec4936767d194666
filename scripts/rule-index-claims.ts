// What playbooks say and measurements do not bear out, for the index of the rule pages.

/** Advice that is passed on from playbook to playbook, and what was measured or is documented instead. */
export const corrections: readonly (readonly [advice: string, holds: string, rule: string])[] = [
  [
    '`nginx.ingress.kubernetes.io/upstream-keepalive-timeout` (`-connections`, `-requests`) on the Ingress',
    'Never was an annotation, and is ignored. They are keys of the ConfigMap, for the whole controller.',
    'ignored-setting',
  ],
  [
    '`service.beta.kubernetes.io/aws-load-balancer-target-group-attributes` for an ALB',
    'Read for an NLB only. For an ALB: `alb.ingress.kubernetes.io/target-group-attributes`.',
    'ignored-setting',
  ],
  [
    '`headersTimeout` has to be above `keepAliveTimeout`',
    'On some releases of Node 6.15 to 13.12 only. On later ones it changes nothing.',
    'headers-timeout-order',
  ],
  [
    '`keepAliveTimeout = 65000`, and `server.close()` on SIGTERM',
    'Each alone is right. Together `close()` waits up to 65 s for connections that were busy, and the pod is killed.',
    'shutdown-hangs',
  ],
  [
    '`sleep 15`, a grace period of 60 s and a forced exit after 45 s',
    'A tie: the forced exit and SIGKILL fall together, and the clean-up is lost.',
    'grace-budget',
  ],
  [
    '`preStop: exec: ["/bin/sh", "-c", "sleep 15"]`, always',
    'A distroless image has no shell: the hook fails, and the delay is zero.',
    'prestop-ineffective',
  ],
  [
    'Readiness has to answer 503 during the shutdown',
    'A pod that is told to stop leaves its Service whatever the probe says, and requests still arrive for a while: what helps is to go on serving.',
    'drain-delay-missing',
  ],
  [
    'Exit code 143 means a clean shutdown',
    'It means that SIGTERM ended the process, as it does where nothing handles it.',
    'sigterm-unhandled',
  ],
  [
    'A balancer goes on sending for the deregistration delay',
    'It sends nothing new from the moment it knows; the delay is for requests in flight.',
    'deregistration-delay',
  ],
  [
    'Go: `WriteTimeout: 30 * time.Second` as a matter of course',
    'It cuts every answer that takes longer, after the work was done, and the proxy reports 502.',
    'response-cut',
  ],
  [
    'An alert on `status="502"` for slow upstreams',
    'A late upstream is a 504 at nginx: the alert never fires.',
    'alert-blind',
  ],
  [
    'A `target_status_code` of `-`: the ALB could not connect',
    'Or it did, and the connection ended before an answer: that is the keep-alive race.',
    'keepalive-race',
  ],
  [
    'The keep-alive race is a 502',
    'It is at nginx and the ALB; 503 at Envoy and Istio, 504 at a classic balancer, no status at all at HAProxy.',
    'keepalive-race',
  ],
];
