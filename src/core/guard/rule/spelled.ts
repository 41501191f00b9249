/** Tools whose harm stands plainly in their words: no options to weigh, no places to look at. */
import type { Check } from "./rule.ts";

interface Spelled {
  readonly programs: string;
  /** Over the words of the call without its options; with `whole`, over all of it. */
  readonly says: RegExp;
  readonly whole?: true;
  readonly rule: string;
}

const HARMLESS = /^(?:--help|-h|--version|-V|--dry-run|--dry_run|--noop|--no-act|--check|--simulate)$/;
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
    says: /^(?:iam (?:create|update|put|attach|add|upload)-|ec2 (?:authorize|modify|associate|run)-|ssm put-parameter|secretsmanager (?:put|update|create|rotate)-|autoscaling (?:set|update)-|organizations \w+-)/,
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
  find: ({ argv }) => {
    if (argv.some((arg) => HARMLESS.test(arg))) return null;
    const words = whole === true ? argv : argv.filter((arg) => !arg.startsWith("-"));
    return says.test(words.join(" ")) && rule;
  },
}));
