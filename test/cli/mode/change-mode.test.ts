import { describe, expect, it } from "vitest";
import { withMode } from "../../../src/cli/mode/change-mode.ts";

const rest = `
[[agents]]
name = "developer"
role = "developer"
[[agents]]
name = "reviewer"
role = "reviewer"
`;
const forge = `[gitea]\nurl = "https://git.example"\ntrusted = ["alice"]\n`;
const project = (lines: string) => `${forge}\n[[projects]]\n${lines}\n${rest}`;
const changed = (text: string, name = "tides") => {
  const after = withMode(text, name, "approve");
  return after.ok ? after.value.split("\n").filter((line) => !text.split("\n").includes(line)) : after.error;
};

describe("the mode of one project", () => {
  it("is changed in its place, and everything else stays as people wrote it", () => {
    const text = project(`name = "tides" # ours\nmode = 'observe'  # for now\nrepo = "o/tides"`);
    expect(changed(text)).toEqual([`mode = "approve"  # for now`]);
  });

  it("gets a line of its own where none is", () => {
    const text = project(`  name = "tides" # ours\n  repo = "o/tides"`);
    expect(changed(text)).toEqual([`  mode = "approve"`]);
  });

  it("of the named project alone, where there are two", () => {
    const two = `${project(`name = "tides"\nrepo = "o/tides"\nmode = "observe"`)}`
      .replace(rest, `[[projects]]\nname = "moons"\nrepo = "o/moons"\nmode = "observe"\n${rest}`)
      .replaceAll(`role = "`, `project = "moons"\nrole = "`);
    const after = withMode(two, "moons", "approve");
    expect(after.ok && after.value.indexOf(`mode = "approve"`) > after.value.indexOf("moons")).toBe(true);
    expect(after.ok && after.value.match(/mode = "observe"/g)).toHaveLength(1);
  });

  it("that it has already is no change", () => {
    const text = project(`name = "tides"\nrepo = "o/tides"\nmode = "approve"`);
    expect(withMode(text, "tides", "approve")).toEqual({ ok: true, value: text });
  });

  it("of a project that is not there, or of a file that is refused, is an error with the names or the reason", () => {
    const text = project(`name = "tides"\nrepo = "o/tides"`);
    expect(changed(text, "waves")).toBe(`it has no project "waves"; it has tides`);
    expect(changed(`${text}\n[misspelt]\nx = 1`)).toContain("misspelt");
    expect(changed("not toml =")).toContain("line 1");
  });

  it("in a table that only a person can edit is left to one, with the line to write", () => {
    const inline = `projects = [{ name = "tides", repo = "o/tides" }]\n${forge}${rest}`;
    expect(changed(inline)).toContain(`set mode = "approve" in the project "tides"`);
  });
});
