/** Tools whose harm stands plainly in their words: no options to weigh, no places to look at. */
import { readArguments } from "../run/options.ts";
import { skipOptions } from "../run/wrapper.ts";
import type { Check } from "./rule.ts";

interface Spelled {
  readonly programs: string;
  /** Over the words of the call without its options; with `whole`, over all of it, what stands before the verb behind the rest. */
  readonly says: RegExp;
  readonly whole?: true;
  readonly rule: string;
}

/** Options with a value that may stand before the verb: without them the value would be taken for it. */
const BEFORE: Readonly<Record<string, string>> = {
  kubectl: "-n --namespace --context --kubeconfig --cluster --user -s --server --token --as -v",
  helm: "-n --namespace --kube-context --kubeconfig --kube-token --registry-config",
  argocd: "--server --auth-token --config --grpc-web-root-path",
  virsh: "-c --connect -d --debug -l --log",
  vboxmanage: "--settingspw --settingspwfile",
  aws: "--profile --region --output --query --endpoint-url --color --ca-bundle --cli-read-timeout",
  gcloud: "--project --account --configuration --format --zone --region --verbosity",
  az: "--subscription -g --resource-group -o --output --query",
  netlify: "--auth --site --filter",
  tea: "-l --login -r --repo -R --remote",
  gh: "-R --repo",
  docker: "-H --host -c --context --config -l --log-level",
  gradle: "-p --project-dir -b --build-file -c --settings-file -g --gradle-user-home",
  rake: "-f --rakefile -C -I -R",
  iscsiadm: "-m --mode -T --targetname -p --portal",
};
const ALIKE: Readonly<Record<string, string>> = {
  k: "kubectl",
  oc: "kubectl",
  VBoxManage: "vboxmanage",
  gradlew: "gradle",
};

const HARMLESS =
  /^(?:--help|-h|--version|-V|--dry-run(?:=(?:client|server|true))?|--dry_run|--noop|--no-act|--check|--simulate)$/;
const DEVICE = "filesystem.device";
const DESTROY = "infrastructure.destroy";
const DEPLOY = "infrastructure.deploy";
const CONTAINER = "container.destroy";
const PUBLISH = "package.publish";
const GLOBAL = "package.global";

const SPELLED: readonly Spelled[] = [
  // File systems and what lies below them.
  {
    programs: "xfs_repair e2fsck fsck fsck.ext4 fsck.vfat ntfsfix reiserfsck zerofree btrfsck",
    says: /^(?!.*(?:^| )-\w*[nN])(?=.*\/dev\/)/,
    whole: true,
    rule: DEVICE,
  },
  { programs: "lvconvert vgcfgrestore pvmove vgreduce lvrename vgrename", says: /\S/, rule: DEVICE },
  { programs: "multipath", says: /(?:^| )-[fFw]/, whole: true, rule: DEVICE },
  {
    programs: "iscsiadm",
    says: /(?:^| )(?:-u|--logout|-o delete|--op[= ]delete)/,
    whole: true,
    rule: DEVICE,
  },
  { programs: "qemu-nbd", says: /(?:^| )(?:-d|--disconnect|-c|--connect)/, whole: true, rule: DEVICE },
  {
    programs: "diskutil",
    says: /^(?:erase\w+|partitionDisk|splitPartition|mergePartitions|resizeVolume|secureErase|zeroDisk|randomDisk|reformat|(?:unmount|eject)\w*|(?:apfs|cs|ar|appleRAID|coreStorage) (?:delete|erase|remove)\w*)\b/i,
    rule: DEVICE,
  },
  // Virtual machines, clusters, containers.
  {
    programs: "virsh",
    says: /^(?:net-destroy|net-undefine|pool-destroy|pool-delete|vol-delete|vol-wipe|snapshot-\w+|reset|shutdown|reboot|managedsave-remove)\b/,
    rule: CONTAINER,
  },
  {
    programs: "vboxmanage VBoxManage",
    says: /^(?:controlvm \S+ (?:poweroff|reset|acpipowerbutton)|snapshot \S+ (?:delete|restore)|closemedium)/,
    rule: CONTAINER,
  },
  {
    programs: "kubectl k oc",
    says: /^create (?:cluster)?rolebinding\b.*cluster-admin|^adm policy add-/,
    whole: true,
    rule: DESTROY,
  },
  { programs: "kubectl k oc", says: /^debug (?:.* )?nodes?\//, whole: true, rule: "container.escape" },
  {
    programs: "kubectl k oc",
    says: /^(?:proxy|port-forward)\b.*--address[= ](?:0\.0\.0\.0|::|\*)/,
    whole: true,
    rule: "network.listen",
  },
  { programs: "helm", says: /^upgrade\b.* --force(?: |$)/, whole: true, rule: CONTAINER },
  {
    programs: "argocd",
    says: /^app (?:sync\b.* --(?:prune|force|replace)|set\b.* --auto-prune)/,
    whole: true,
    rule: CONTAINER,
  },
  // Clouds and hosts.
  { programs: "chef-client", says: /^/, rule: DESTROY },
  {
    programs: "aws",
    says: /^(?:iam (?:create|update|put|attach|add|upload)-|ec2 (?:authorize|modify|associate|run)-|ssm put-parameter|secretsmanager (?:put|update|create|rotate)-|autoscaling (?:set|update)-|organizations (?!list-|describe-)\w+-)/,
    rule: DESTROY,
  },
  {
    programs: "aws",
    says: /^(?:lambda (?:update|publish|create)-|ecs (?:update-service|run-task|create-service)|cloudfront (?:create-invalidation|update-)|apigateway(?:v2)? (?:create-deployment|update-)|elasticbeanstalk update-|amplify start-)/,
    rule: DEPLOY,
  },
  {
    programs: "gcloud",
    says: /\biam service-accounts keys create\b|\bcompute instances (?:reset|set-|add-)/,
    rule: DESTROY,
  },
  {
    programs: "az",
    says: /^role assignment create|^ad (?:app|sp|user) (?:create|credential|update)/,
    rule: DESTROY,
  },
  { programs: "netlify", says: /^api (?:delete|cancel|remove|purge|lock|update|create)/, rule: DESTROY },
  { programs: "twilio", says: /^\S+:(?:remove|delete)\b/, rule: DESTROY },
  { programs: "gh", says: /^repo deploy-key (?:add|delete)\b/, rule: "infrastructure.forge" },
  {
    programs: "tea",
    says: /^(?:branches|branch|b) (?:protect|unprotect|rename)\b/,
    rule: "infrastructure.forge",
  },
  // Packages, images and applications for everybody.
  {
    programs: "nx",
    says: /^release(?! (?:version|changelog|plan))\b(?!.*(?: -d| --skip-publish)(?: |$))/,
    whole: true,
    rule: PUBLISH,
  },
  { programs: "turbo lerna moon rush", says: /^(?:run )?publish\b/, rule: PUBLISH },
  { programs: "twine", says: /^register\b/, rule: PUBLISH },
  { programs: "python", says: /^setup\.py (?:.* )?(?:upload|register|upload_docs)\b/, rule: PUBLISH },
  { programs: "rake", says: /^(?:release|gem:push|publish)(?=:|\[| |$)/, rule: PUBLISH },
  { programs: "gradle gradlew", says: /(?:^| |:)publish(?!ToMavenLocal\b)[A-Z]\w*/, rule: PUBLISH },
  { programs: "sbt", says: /^(?:release|sonatypeRelease|sonatypeBundleRelease)\b/, rule: PUBLISH },
  { programs: "web-ext", says: /^sign\b/, rule: PUBLISH },
  {
    programs: "fastlane",
    says: /^(?:(?:ios|android|mac) )?(?:deliver|pilot|supply|upload_\w+|release|beta|deploy|match)\b/,
    rule: PUBLISH,
  },
  {
    programs: "altool xcrun",
    says: /--(?:upload-(?:app|package)|notarize-app)\b|^notarytool submit/,
    whole: true,
    rule: PUBLISH,
  },
  {
    programs: "eas expo expo-cli",
    says: /^(?:submit|update|publish|upload:\w+)\b|--auto-submit/,
    whole: true,
    rule: PUBLISH,
  },
  { programs: "docker", says: /^buildx imagetools create\b/, rule: PUBLISH },
  {
    programs: "regctl crane",
    says: /^(?:image (?:delete|copy|import|mod)|tag (?:delete|rm)|manifest (?:delete|put)|artifact put)\b/,
    rule: PUBLISH,
  },
  { programs: "cosign notation", says: /^(?:sign|sign-blob|attest|attach|copy|clean)\b/, rule: PUBLISH },
  // The machine's own programs.
  { programs: "brew", says: /^cask (?:install|uninstall|upgrade|zap)\b/, rule: GLOBAL },
  {
    programs: "update-alternatives alternatives",
    says: /--(?:set|install|remove|config|auto|all|set-all|remove-all)\b/,
    whole: true,
    rule: GLOBAL,
  },
  { programs: "ldconfig", says: /^(?!.*(?:^| )-\w*[pNv])/, whole: true, rule: GLOBAL },
];

export const SPELLED_OUT: readonly Check[] = SPELLED.map(({ programs, says, whole, rule }) => ({
  programs,
  find: ({ argv, name }) => {
    const end = argv.indexOf("--");
    if ((end < 0 ? argv : argv.slice(0, end)).some((arg) => HARMLESS.test(arg))) return null;
    const before = BEFORE[ALIKE[name] ?? name] ?? "";
    const told = skipOptions(argv, before);
    const words =
      whole === true
        ? [...told, ...argv.slice(0, argv.length - told.length)]
        : readArguments(argv, before).rest;
    return says.test(words.join(" ")) && rule;
  },
}));
