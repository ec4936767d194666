// Which resource types can take part in a request path; all others are left out of the facts.
import { products } from '../../knowledge/lookup.js';
import { isFleet, isMachine } from '../../knowledge/machines.js';

/** Workloads, the clusters they run in, and what ties load balancers to them; the products themselves are named by the knowledge table. */
const workloadTypes =
  /^(?:aws_ecs_(?:service|task_definition)|aws_appautoscaling_target|aws_ecr_repository|aws_codedeploy_deployment_group|aws_(?:lb|alb)(?:_listener(?:_rule)?|_target_group(?:_attachment)?)?|aws_elb(?:_attachment)?|aws_cloudfront_\w+|aws_api_gateway_(?:rest_api|vpc_link)|aws_apigatewayv2_(?:api|vpc_link)|aws_route53_record|aws_service_discovery_(?:service|\w+_dns_namespace)|google_compute_\w*(?:backend_service|url_map|proxy|health_check|forwarding_rule|network_endpoint_group)|azurerm_(?:application_gateway|lb\w*|cdn_frontdoor_origin)|aws_eks_cluster|google_container_cluster|google_cloud_run_(?:v2_)?service|google_app_engine_(?:flexible|standard)_app_version|azurerm_(?:container_app|(?:linux|windows)_web_app|app_service)|aws_apprunner_service|aws_elastic_beanstalk_environment|digitalocean_app|(?:azurerm|digitalocean)_kubernetes_cluster|helm_release|kubernetes_\w+|kubectl_manifest)$/;

let claimed: ReadonlySet<string> | undefined;

export function isWanted(type: string): boolean {
  if (workloadTypes.test(type) || isMachine(type) || isFleet(type)) return true;
  claimed ??= new Set(
    products().flatMap((file) =>
      (file.claims?.resources ?? []).flatMap((shape) => (shape.in === 'terraform' ? [shape.resource] : [])),
    ),
  );
  return claimed.has(type);
}
