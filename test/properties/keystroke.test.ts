// What a key costs, counted and not timed: the documents that are looked at anew. A rule that asks for everything of a
// namespace makes every document rest on every other.

import assert from "node:assert/strict";
import test from "node:test";
import { Workspace } from "../../server/src/index/workspace.ts";
import { Checker } from "../../server/src/rules/checking/checker.ts";

const uri = "file:///w/all.yaml";
const pairs = 40;

const pair = (index: number) => `apiVersion: v1
kind: Service
metadata:
  name: app-${index}
spec:
  selector:
    app: app-${index}
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${index}
spec:
  selector:
    matchLabels:
      app: app-${index}
  template:
    metadata:
      labels:
        app: app-${index}
    spec:
      containers:
        - name: web
          image: nginx:1.29
          env:
            - name: NEXT
              value: http://app-${(index + 1) % pairs}.default.svc
          ports:
            - name: http
              containerPort: 8080
---
`;

/** Counts the documents that are checked: each gets a world of its own. */
class Counting extends Workspace {
  worlds = 0;

  override world(...asked: Parameters<Workspace["world"]>): ReturnType<Workspace["world"]> {
    this.worlds++;
    return super.world(...asked);
  }
}

test("a key in one manifest asks anew about those that rest on it, however many there are", () => {
  const workspace = new Counting();
  const checker = new Checker(workspace, (rule, error) => {
    throw new Error(rule, { cause: error });
  });
  const check = () => {
    workspace.worlds = 0;
    for (const document of workspace.file(uri)?.documents ?? []) checker.check(document);
    return workspace.worlds;
  };
  let text = Array.from({ length: pairs }, (_, index) => pair(index)).join("");
  workspace.setFile(uri, text);
  assert.ok(check() >= 2 * pairs);
  for (const mark of [
    "port: 80",
    "targetPort: http",
    "image: nginx:1.29",
    "containerPort: 8080",
    "value: http://app-7",
  ]) {
    const end = text.indexOf("\n", text.indexOf(mark, text.length / 2));
    text = `${text.slice(0, end)}1${text.slice(end)}`;
    workspace.setFile(uri, text);
    const worlds = check();
    assert.ok(worlds <= 12, `${mark}: ${worlds}`);
  }
});
