import {
  type ClusterAddOn,
  type ClusterInfo,
  DirectVpcProvider,
  EksBlueprintConstruct,
  GenericClusterProviderV2,
  GlobalResources,
  utils,
} from '@aws-quickstart/eks-blueprints';
import { Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnAddon, type CfnCluster, ClusterLoggingTypes, NodegroupAmiType } from 'aws-cdk-lib/aws-eks';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ControllerChart } from './addons/controller-chart.ts';
import { eksAddOns } from './addons/eks-add-ons.ts';
import { demand, demandForm, demandRoleName, demandZones } from './demand.ts';
import type { Encryption } from './encryption.ts';
import type { NodeGroupSize } from './environment.ts';
import { isPrivate, overlap, type Range, rangeOf } from './range.ts';
import { KEPT } from './removal-policy.ts';

/** Properties of the cluster. */
export interface ClusterProps {
  /** Name of the cluster. */
  readonly name: string;
  /** VPC with a private subnet in each zone, from which NAT leads outside; this app's own, or one that is there already. */
  readonly vpc: ec2.IVpc;
  /** Zones, one node group each: a volume is bound to its zone, and each zone must be able to bring its node back. */
  readonly zones: readonly string[];
  /** Size of each zone's node group. */
  readonly nodes: NodeGroupSize;
  /** Keys of Kubernetes secrets in etcd and of the control plane's logs. */
  readonly encryption: Pick<Encryption, 'data' | 'secrets'>;
  /**
   * Range of the Service addresses.
   * @default '172.20.0.0/16'
   */
  readonly serviceCidr?: string;
  /**
   * Ranges from which the API server's public address answers.
   * @default none: it answers on its private address alone
   */
  readonly apiAccessCidrs?: readonly string[];
  /**
   * Name of the role with which people of the account administer the cluster.
   * @default the cluster's name and `-admin`
   */
  readonly adminRoleName?: string;
  /**
   * Add-ons, in order: `eksAddOns()` and what else is wanted. Without a VPC CNI that enforces NetworkPolicies it is refused.
   * @default those that EKS runs: VPC CNI, kube-proxy, CoreDNS, EBS CSI
   */
  readonly addOns?: readonly ClusterAddOn[];
  /**
   * What EKS does where the Kubernetes version leaves standard support, 14 months after it came: `STANDARD` has the control
   * plane raised to the next version, whether its nodes and add-ons are ready for it or not; `EXTENDED` leaves it for a
   * year, at six times the price (0.60 instead of 0.10 dollars an hour).
   * @default 'STANDARD'
   */
  readonly supportType?: 'STANDARD' | 'EXTENDED';
  /**
   * Size of a node's disk, in GiB.
   * @default 50
   */
  readonly diskGib?: number;
}

/** Where nodes and the control plane's own addresses are. */
const NODE_SUBNETS = { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } as const;

/** Amazon Linux for a node, by its processor. */
const AMI_TYPES = {
  [ec2.InstanceArchitecture.X86_64]: NodegroupAmiType.AL2023_X86_64_STANDARD,
  [ec2.InstanceArchitecture.ARM_64]: NodegroupAmiType.AL2023_ARM_64_STANDARD,
} as const;

/** Range of the Service addresses where none is chosen. */
const SERVICE_CIDR = '172.20.0.0/16';

/** Most ranges from which EKS lets the API server's public address answer. */
const MOST_RANGES = 40;

/** Add-ons without which a node does not get ready; all others wait for nodes. */
const BEFORE_NODES = new Set(['vpc-cni', 'kube-proxy']);

// The blueprints tell which version of each add-on they make, on every synth, to the standard output.
utils.userLog.settings.minLevel = 3;

/** The Kubernetes version, in EKS standard support. */
const VERSION = eks.KubernetesVersion.V1_35;

/**
 * EKS cluster by eks-blueprints: managed node groups, no Auto Mode (its nodes ignore the VPC CNI add-on, so that
 * NetworkPolicies would do nothing while every template looks right). Add-ons are made asynchronously: await `ready`. One to
 * a stack: the blueprints name add-ons within theirs.
 */
export class Cluster extends Construct {
  readonly cluster: eks.ICluster;
  /** Role with which people of the account administer the cluster. */
  readonly adminRole: iam.Role;
  /** Fulfilled when all add-ons stand in the tree. */
  readonly ready: Promise<void>;
  private readonly info: ClusterInfo;

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id);
    const { min, desired, max } = props.nodes;
    const { apiAccessCidrs = [], encryption } = props;
    if (![min, desired, max].every(Number.isInteger) || !(min >= 1 && min <= desired && desired <= max)) {
      throw new Error(
        `nodes: found min ${min}, desired ${desired}, max ${max}, expected 1 <= min <= desired <= max for each zone, whole numbers`,
      );
    }
    check(props);
    const other = Stack.of(this)
      .node.findAll()
      .find((construct) => construct instanceof Cluster && construct !== this);
    demand(
      !other,
      'scope',
      Stack.of(this).node.path,
      `a stack of its own: ${other?.node.path} is in this one`,
    );
    const instanceType = new ec2.InstanceType(props.nodes.instanceType);
    // Otherwise the cluster's OIDC provider is a custom resource.
    this.node.setContext('@aws-cdk/aws-eks:useNativeOidcProvider', true);
    this.adminRole = new iam.Role(this, 'AdminRole', {
      roleName: props.adminRoleName ?? `${props.name}-admin`,
      description: `Administers ${props.name}; whoever the account lets assume it`,
      assumedBy: new iam.AccountRootPrincipal(),
    });
    const nodeRole = new iam.Role(this, 'NodeRole', {
      description: `Nodes of ${props.name}`,
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      // The network's policy belongs to the VPC CNI's own role.
      managedPolicies: ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly'].map((name) =>
        iam.ManagedPolicy.fromAwsManagedPolicyName(name),
      ),
    });
    // EKS would make it without end and without our key.
    const logGroup = new logs.LogGroup(this, 'ControlPlaneLogs', {
      logGroupName: `/aws/eks/${props.name}/cluster`,
      retention: logs.RetentionDays.THREE_MONTHS,
      encryptionKey: encryption.data,
      removalPolicy: KEPT,
    });

    const blueprint = new EksBlueprintConstruct(this, {
      id: props.name,
      version: VERSION,
      compatibilityMode: true,
      enableControlPlaneLogTypes: Object.values(ClusterLoggingTypes),
      resourceProviders: new Map<string, DirectVpcProvider | { provide: () => kms.IKey }>([
        [GlobalResources.Vpc, new DirectVpcProvider(props.vpc)],
        [GlobalResources.KmsKey, { provide: () => encryption.secrets }],
      ]),
      addOns: [...(props.addOns ?? eksAddOns())],
      clusterProvider: new GenericClusterProviderV2({
        version: VERSION,
        clusterName: props.name,
        serviceIpv4Cidr: props.serviceCidr ?? SERVICE_CIDR,
        mastersRole: this.adminRole,
        vpcSubnets: [NODE_SUBNETS],
        endpointAccess:
          apiAccessCidrs.length > 0
            ? eks.EndpointAccess.PUBLIC_AND_PRIVATE.onlyFrom(...apiAccessCidrs)
            : eks.EndpointAccess.PRIVATE,
        // Auto Mode is the provider's default.
        defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
        defaultCapacity: 0,
        // Who deploys is not who administers, and EKS' own copies of the add-ons would enforce no policy.
        bootstrapClusterCreatorAdminPermissions: false,
        bootstrapSelfManagedAddons: false,
        managedNodeGroups: props.zones.map((zone) => ({
          id: zone,
          // A group of another instance type is another group: CloudFormation makes it before it takes the old one away.
          nodegroupName: nodeGroupName(props, zone),
          nodeRole,
          amiType: AMI_TYPES[instanceType.architecture],
          instanceTypes: [instanceType],
          minSize: min,
          desiredSize: desired,
          maxSize: max,
          maxUnavailable: 1,
          // An update that a disruption budget blocks stops rather than evict by force.
          forceUpdate: false,
          nodeGroupSubnets: {
            ...NODE_SUBNETS,
            availabilityZones: [zone],
          },
          launchTemplate: {
            // One hop: the node reaches its metadata, a pod does not.
            requireImdsv2: true,
            httpPutResponseHopLimit: 1,
            blockDevices: [
              {
                deviceName: '/dev/xvda',
                volume: ec2.BlockDeviceVolume.ebs(props.diskGib ?? 50, {
                  encrypted: true,
                  volumeType: ec2.EbsDeviceVolumeType.GP3,
                }),
              },
            ],
          },
        })),
      }),
    });
    const info = blueprint.getClusterInfo();
    this.info = info;
    this.cluster = info.clusterv2 as eks.ICluster;
    const resource = this.cluster.node.defaultChild as CfnCluster;
    resource.deletionProtection = true;
    resource.upgradePolicy = { supportType: props.supportType ?? 'STANDARD' };
    resource.addDependency(logGroup.node.defaultChild as logs.CfnLogGroup);
    let stands = false;
    this.ready = blueprint.waitForAsyncTasks().then(() => {
      demandPolicies(info);
      orderAddOns(info);
      stands = true;
    });
    this.node.addValidation({
      validate: () => (stands ? [] : ['add-ons: found unfinished ones; await `ready` before `app.synth()`']),
    });
  }

  /** An add-on by its id or class, for what must come after it. Known once `ready`. */
  addOn(name: string): Construct {
    const addOn = this.info.getProvisionedAddOn(name);
    if (!addOn) {
      const known = [...this.info.getAllProvisionedAddons().keys()].join(', ');
      throw new Error(`add-on ${name}: not in the cluster, which has [${known}]; await \`ready\` or add it`);
    }
    return addOn;
  }
}

/** Most letters that EKS takes in the name of a node group. */
const LONGEST_GROUP = 63;

function nodeGroupName({ name, nodes }: ClusterProps, zone: string): string {
  return `${name}-${zone}-${nodes.instanceType.replace('.', '-')}`;
}

/** Zones in which nodes find a subnet. */
function zonesOf(vpc: ec2.IVpc): readonly string[] {
  return [...new Set(vpc.selectSubnets(NODE_SUBNETS).availabilityZones)];
}

/** The VPC's addresses; none where they are known only at the deployment. */
function rangesOf(vpc: ec2.IVpc): readonly Range[] {
  const own = vpc.node.defaultChild;
  const cidr = own instanceof ec2.CfnVPC ? own.cidrBlock : undefined;
  return cidr === undefined || Token.isUnresolved(cidr) ? [] : [rangeOf('vpc', cidr)];
}

/** Whether a zone is one of those that `Vpc.fromLookup` names until the CLI has looked the VPC up. */
function isStandIn(zone: string): boolean {
  return zone.startsWith('dummy');
}

/** Stops where EKS would refuse the cluster, or make one without nodes. */
function check(props: ClusterProps): void {
  const { name, zones, vpc, adminRoleName, apiAccessCidrs = [], diskGib = 50 } = props;
  const { serviceCidr = SERVICE_CIDR } = props;
  const { instanceType } = props.nodes;
  demandForm(
    'nodes.instanceType',
    instanceType,
    /^[a-z]+\d{1,2}[a-z-]*\.(nano|micro|small|medium|large|\d*xlarge|metal(-\d+xl)?)$/,
    'a type of EC2, as in m6i.large',
  );
  demandForm('name', name, /^[0-9A-Za-z][\w-]*$/, 'letters, digits, - and _, the first a letter or digit');
  demandZones('zones', zones);
  demand(
    !zones.some((zone) => Token.isUnresolved(zone)),
    'zones',
    zones,
    'zones by their names, which node groups bear; a stack without a region knows none',
  );
  if (adminRoleName !== undefined) demandRoleName('adminRoleName', adminRoleName);
  const known = zonesOf(vpc).filter((zone) => !Token.isUnresolved(zone) && !isStandIn(zone));
  const expected = 'private subnets in at least two zones, which EKS wants of the control plane';
  demand(known.length !== 1, 'vpc', known, expected);
  for (const zone of zones) {
    const own = `one in which the VPC has a private subnet, ${known.join(', ')}`;
    demand(known.length === 0 || known.includes(zone), 'zones', zone, own);
    const group = nodeGroupName(props, zone);
    const expected = `a name so short that ${group} has at most ${LONGEST_GROUP} letters, it has ${group.length}`;
    demand(group.length <= LONGEST_GROUP, 'name', name, expected);
  }
  const services = rangeOf('serviceCidr', serviceCidr);
  const wanted = 'a private range of /12 to /24, which EKS wants, outside of the VPC';
  const inside = rangesOf(vpc).some((range) => overlap(range, services));
  demand(
    isPrivate(services) && services.bits >= 12 && services.bits <= 24 && !inside,
    'serviceCidr',
    serviceCidr,
    wanted,
  );
  demand(
    apiAccessCidrs.length <= MOST_RANGES && new Set(apiAccessCidrs).size === apiAccessCidrs.length,
    'apiAccessCidrs',
    apiAccessCidrs,
    `at most ${MOST_RANGES} ranges, which EKS takes, each once`,
  );
  for (const cidr of apiAccessCidrs) {
    const expected = 'public addresses: EKS refuses others, and the VPC reaches the private address anyway';
    demand(!isPrivate(rangeOf('apiAccessCidrs', cidr)), 'apiAccessCidrs', cidr, expected);
  }
  demand(
    Number.isInteger(diskGib) && diskGib >= 20,
    'diskGib',
    diskGib,
    'whole GiB, at least 20: the system takes 20',
  );
}

/** Stops where nothing would enforce NetworkPolicies: all would be accepted, and none of them bind. */
function demandPolicies(info: ClusterInfo): void {
  const enforces = [...info.getAllProvisionedAddons().values()].some(
    (addOn) =>
      addOn instanceof CfnAddon &&
      addOn.addonName === 'vpc-cni' &&
      JSON.parse(addOn.configurationValues ?? '{}').enableNetworkPolicy === 'true',
  );
  const names = [...info.getAllProvisionedAddons().keys()];
  const expected = 'a VPC CNI that enforces NetworkPolicies among them; put `...eksAddOns()` first';
  demand(enforces, 'addOns', names, expected);
}

/** Network first, then nodes, then what runs on them, each controller after those that it needs. */
function orderAddOns(info: ClusterInfo): void {
  const nodeGroups = info.nodegroupsv2 ?? [];
  const made = info.getAllProvisionedAddons();
  for (const addOn of made.values()) {
    if (addOn instanceof CfnAddon && BEFORE_NODES.has(addOn.addonName)) {
      for (const nodeGroup of nodeGroups) nodeGroup.node.addDependency(addOn);
    } else {
      addOn.node.addDependency(...nodeGroups);
    }
  }
  for (const addOn of info.getResourceContext().blueprintProps.addOns ?? []) {
    if (!(addOn instanceof ControllerChart)) continue;
    for (const name of addOn.after) {
      const before = made.get(name);
      if (!before) {
        throw new Error(
          `add-on ${addOn.id}: needs ${name}, which is not among the cluster's add-ons; add it`,
        );
      }
      made.get(addOn.id)?.node.addDependency(before);
    }
  }
}
