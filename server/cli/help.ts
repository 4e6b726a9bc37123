// `service-paths --help`: every command and option, in lines of at most 80 columns (test/cli/help.test.ts).

import type { Text } from "../src/base/text.ts";

export const help: Text = {
  en: `Service Paths checks Kubernetes Service manifests before you apply them.

Usage: service-paths COMMAND [PATH...] [OPTIONS]

PATH is a file, a folder, or "-" for standard input (default: ".").

Commands
  check [PATH...]           report problems, and how to fix them
  verdict [PATH...]         print what the API server would answer
  paths [PATH...]           list every way to reach each Service
  reach [PATH...]           list who can connect to which Service
  diff BASE HEAD            compare two environments or folders: paths and
                            findings that are new, changed or gone
  render CHART...           print a Helm chart's manifests, like "helm template"
  fix [PATH...]             apply all safe fixes to the files
                            ("-" prints the result)
  repair FILE               repair a flattened or badly pasted manifest
  explain [RULE|FIELD]      explain a rule or a field of a Service
  lsp --stdio               start the language server, for any editor

Output
  --format FORMAT           text or json; check also sarif, github, junit;
                            paths markdown, mermaid; reach markdown, csv;
                            diff markdown
  --locale en|zh-cn         language (default: from the environment)
  --color WHEN              auto, always or never (default: auto, which means
                            on a terminal, unless NO_COLOR is set)
  --quiet                   check: print only one line for each finding
  --fail-on LEVEL           exit with 1 from this severity on: error, warning,
                            information or never (default: error)
  --rule-severity ID=LEVEL  off, error, warning, information or hint
                            (repeatable)

Cluster
  --kubernetes-version V    1.33 to 1.36 (default: 1.36)
  --namespace NAME          namespace of manifests that have none
                            (default: default)
  --node-port-range A-B     node ports (default: 30000-32767)
  --service-cidr CIDR,...   Service ranges (default: unknown)
  --cluster-domain NAME     DNS domain (default: cluster.local)
  --node-address IP,...     addresses of the nodes
  --local-cluster NAME      what localhost reaches: kind, k3d, minikube or
                            docker-desktop (default: auto)
  --snapshot FILE           objects in the cluster, as printed by kubectl get
                            svc,endpointslices,nodes,ingress -A -o json
                            (reach also reads pods, namespaces,
                            networkpolicies, deployments, ...)
  --context NAME, --kubeconfig FILE
                            check, paths, reach: read this cluster instead of
                            a snapshot

Charts
  --values FILE             values in addition to the chart's own (repeatable,
                            the last one wins)
  --helm-release NAME       name of the release (default: the chart's name)

Options of some commands
  --environment NAME        check, paths, reach: only this environment
  --list-environments       paths: list the environments
  --viewpoint ID,...        paths: only from cluster, node-network, external
                            or this-machine
  --all                     reach: every workload with every Service port
                            fix: unsafe fixes, too
  --from [NS/]NAME          reach: only from this workload (or from external
                            or node-network)
  --to [NS/]NAME[:PORT]     reach: only to this Service
  --fail-on-exposure        diff: exit with 1 if something became reachable
                            from outside the cluster
  --separate-files          verdict: judge each file as if it were alone in the
                            cluster
  --dry-run                 fix: print the changes and change no file
  --rule ID                 fix: apply only this rule's fixes (repeatable)
  --in-place                repair: write the files

  -h, --help                print this help
  --version                 print the version

Exit status: 0 if nothing reaches --fail-on, 1 if something does, 2 for invalid
usage or a file that cannot be read.
`,
  "zh-cn": `Service Paths：在应用之前检查 Kubernetes Service 清单。

用法：service-paths COMMAND [PATH...] [OPTIONS]

PATH 是文件、文件夹，或表示标准输入的 "-"（默认为 "."）。

命令
  check [PATH...]           报告问题及修复方法
  verdict [PATH...]         显示 API server 会如何答复
  paths [PATH...]           列出每个 Service 的全部访问路径
  reach [PATH...]           列出谁可以连接哪个 Service
  diff BASE HEAD            比较两个环境或文件夹：新增、变化和移除的
                            访问路径与问题
  render CHART...           输出 Helm chart 的清单，与 "helm template" 一致
  fix [PATH...]             对文件应用全部安全修复（"-" 则输出结果）
  repair FILE               修复被压平或粘贴损坏的清单
  explain [RULE|FIELD]      说明一条规则或 Service 的一个字段
  lsp --stdio               启动语言服务器，可用于任意编辑器

输出
  --format FORMAT           text 或 json；check 还支持 sarif、github、junit；
                            paths 支持 markdown、mermaid；
                            reach 支持 markdown、csv；diff 支持 markdown
  --locale en|zh-cn         语言（默认取自环境变量）
  --color WHEN              auto、always 或 never（默认为 auto：在终端上
                            使用颜色，除非设置了 NO_COLOR）
  --quiet                   check：每个问题只输出一行
  --fail-on LEVEL           达到此级别时退出状态为 1：error、warning、
                            information 或 never（默认为 error）
  --rule-severity ID=LEVEL  off、error、warning、information 或 hint
                            （可重复）

集群
  --kubernetes-version V    1.33 到 1.36（默认为 1.36）
  --namespace NAME          未写命名空间的清单所在的命名空间
                            （默认为 default）
  --node-port-range A-B     节点端口范围（默认为 30000-32767）
  --service-cidr CIDR,...   Service 地址段（默认未知）
  --cluster-domain NAME     DNS 域名（默认为 cluster.local）
  --node-address IP,...     节点地址
  --local-cluster NAME      localhost 能访问的集群：kind、k3d、minikube 或
                            docker-desktop（默认为 auto）
  --snapshot FILE           集群中的对象，即以下命令的输出：kubectl get
                            svc,endpointslices,nodes,ingress -A -o json
                            （reach 还会读取 pods、namespaces、
                            networkpolicies、deployments 等）
  --context NAME, --kubeconfig FILE
                            check、paths、reach：读取此集群，代替快照

Chart
  --values FILE             覆盖 chart 自带值的值文件（可重复，后者优先）
  --helm-release NAME       发布名称（默认为 chart 的名称）

部分命令的选项
  --environment NAME        check、paths、reach：只看此环境
  --list-environments       paths：列出环境
  --viewpoint ID,...        paths：只看来自 cluster、node-network、external
                            或 this-machine 的路径
  --all                     reach：工作负载与 Service 端口的所有组合
                            fix：也应用不安全的修复
  --from [NS/]NAME          reach：只看来自此工作负载的连接（或来自
                            external、node-network）
  --to [NS/]NAME[:PORT]     reach：只看到此 Service 的连接
  --fail-on-exposure        diff：有内容变得可从集群外部访问时，退出状态
                            为 1
  --separate-files          verdict：每个文件单独判断，如同集群中只有它
  --dry-run                 fix：输出修改内容，不改动文件
  --rule ID                 fix：只应用此规则的修复（可重复）
  --in-place                repair：写入文件

  -h, --help                显示此帮助
  --version                 显示版本

退出状态：0 表示没有达到 --fail-on 的问题，1 表示有，2 表示用法错误或文件
无法读取。
`,
};
