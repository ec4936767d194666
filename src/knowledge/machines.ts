// Resources that are machines, or patterns that machines are started from, and the attributes that hold what sets them up.

/** A path of attributes: `metadata`, then `startup-script`. */
type Path = readonly string[];

const metadata: readonly Path[] = [
  ['metadata_startup_script'],
  ['metadata', 'startup-script'],
  ['metadata', 'user-data'],
];
const userData: readonly Path[] = [['user_data'], ['user_data_base64']];

/**
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/launch_template#user_data-1 and those of the others; of
 * CloudFormation https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-launchtemplate-launchtemplatedata.html
 */
const machines: Readonly<Record<string, readonly Path[]>> = {
  aws_instance: userData,
  aws_spot_instance_request: userData,
  aws_launch_template: userData,
  aws_launch_configuration: userData,
  google_compute_instance: metadata,
  google_compute_instance_template: metadata,
  google_compute_region_instance_template: metadata,
  azurerm_linux_virtual_machine: [['custom_data'], ['user_data']],
  azurerm_linux_virtual_machine_scale_set: [['custom_data'], ['user_data']],
  hcloud_server: userData,
  digitalocean_droplet: userData,
  'AWS::EC2::Instance': [['UserData']],
  'AWS::EC2::LaunchTemplate': [['LaunchTemplateData', 'UserData']],
  'AWS::AutoScaling::LaunchConfiguration': [['UserData']],
};

/** Undefined for what is no machine. */
export function setupPaths(type: string): readonly Path[] | undefined {
  return Object.hasOwn(machines, type) ? machines[type] : undefined;
}
export const isMachine = (type: string): boolean => setupPaths(type) !== undefined;

/** What starts machines from a pattern. */
export const isFleet = (type: string): boolean =>
  /^(?:aws_autoscaling_(?:group|attachment)|AWS::AutoScaling::AutoScalingGroup|google_compute_(?:region_)?instance_group_manager|google_compute_instance_group)$/.test(
    type,
  );
