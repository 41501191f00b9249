/** What an effect writes on the forge, in full, for the person who shall say yes or no to it. */
import type { EffectAction } from "./effect.ts";

export interface Written {
  /** One line: what is done, and where. */
  readonly what: string;
  /** Every word that will stand there; "" where nothing is written but the act itself. */
  readonly text: string;
}

export function written(action: EffectAction): Written {
  switch (action.kind) {
    case "comment":
      return { what: `comment on #${action.issue}`, text: action.body };
    case "open_pull":
      return {
        what: `open a pull request from ${action.branch} into ${action.base}`,
        text: `${action.title}\n\n${action.body}`,
      };
    case "status":
      return {
        what: `set the status ${action.context} of ${action.sha} to ${action.state}`,
        text: action.description,
      };
    case "review":
      return {
        what: `review pull request #${action.pull_request} at ${action.sha}: ${action.event}`,
        text: [action.body, ...(action.comments ?? []).map((c) => `${c.path}:${c.line}: ${c.body}`)].join(
          "\n\n",
        ),
      };
    case "merge":
      return {
        what: `merge pull request #${action.pull_request} at ${action.sha} into ${action.base}`,
        text: `${action.title}\n\n${action.message}`,
      };
    case "cancel_merge":
      return { what: `take back the merge of pull request #${action.pull_request}`, text: "" };
    case "close_issue":
      return { what: `close issue #${action.issue}`, text: "" };
    case "reopen_issue":
      return { what: `reopen issue #${action.issue}`, text: "" };
    case "create_issue": {
      const labels = action.labels ?? [];
      const what = `open a new issue${labels.length === 0 ? "" : ` with ${labels.join(", ")}`}`;
      return { what, text: `${action.title}\n\n${action.body}` };
    }
    case "edit_issue":
      return { what: `rewrite issue #${action.issue} and leave it ${action.state}`, text: action.body };
    case "add_dependency":
      return { what: `let #${action.issue} wait for #${action.on}`, text: "" };
    case "add_labels":
      return { what: `label #${action.issue}`, text: action.labels.join(", ") };
    case "delete_comment":
      return { what: `delete the factory's own comment ${action.comment}`, text: "" };
  }
}
