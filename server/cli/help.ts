// `service-paths --help`.

import type { Text } from "../src/base/text.ts";

export const help: Text = {
  en: `service-paths: what Kubernetes Service manifests mean, before they are applied

  service-paths check [PATH...]     what is wrong, and how to fix it
  service-paths verdict [PATH...]   what the API server would answer to each Service
  service-paths paths [PATH...]     every way to reach each Service
  service-paths reach [PATH...]     who may connect to which Service: callers, NetworkPolicies, DNS
  service-paths diff BASE HEAD      paths and findings that appear, change and disappear between two
                                    environments or folders
  service-paths render CHART...     a Helm chart's manifests, as "helm template" prints them
  service-paths fix [PATH...]       apply the safe fixes in place ("-" prints the text)
  service-paths repair FILE         repair a flattened or badly pasted manifest
  service-paths explain [RULE|FIELD]  what a rule or a field means
  service-paths lsp --stdio         the language server, for any editor

PATH is a file, a folder, or "-" for standard input; the default is ".".

  --format FORMAT             text or json; check: sarif, github, junit; paths: markdown, mermaid;
                              reach: markdown, csv; diff: markdown
  --environment NAME          check, paths, reach: only what is applied together under this name
  --list-environments         paths: the environments, with their names
  --fail-on-exposure          diff: fail if something became reachable from outside the cluster
  --locale en|zh-cn           language of the texts (default: from the environment)
  --kubernetes-version 1.36   1.33 to 1.36
  --node-port-range A-B       default 30000-32767
  --service-cidr CIDR[,CIDR]  the cluster's Service ranges (default: unknown)
  --cluster-domain NAME       default cluster.local
  --node-address IP[,IP...]   addresses of the nodes
  --namespace NAME            for manifests that name none (default: default)
  --viewpoint ID[,ID...]      paths: only from cluster, node-network, external, this-machine
  --local-cluster NAME        kind, k3d, minikube or docker-desktop: what localhost reaches (default: auto)
  --color auto|always|never   default auto: colors on a terminal, unless NO_COLOR is set
  --quiet                     check: one line for each finding, and nothing else
  --all                       reach: every pair of a workload and a Service port
  --from [NS/]NAME            reach: only this workload (or external, node-network)
  --to [NS/]NAME[:PORT]       reach: only this Service
  --values FILE               charts: values over the chart's own (repeatable, the last wins)
  --helm-release NAME         charts: the release's name (default: the chart's)
  --snapshot FILE             live objects, as kubectl get svc,endpointslices,nodes,ingress -A -o json prints them
                              (reach also reads pods, namespaces, networkpolicies, deployments, …)
  --context NAME, --kubeconfig FILE
                              paths, check, reach: ask this cluster instead of a snapshot
  --fail-on LEVEL             error, warning, information or never (default: error)
  --rule-severity ID=LEVEL    off, error, warning, information or hint (repeatable)
  --separate-files            verdict: every file has a cluster of its own
  --dry-run, --rule ID, --all fix: print a diff; only this rule; unsafe fixes too
  --in-place                  repair: write the files
  --help, --version

Exit status: 0 nothing at or above --fail-on, 1 something, 2 usage or a file that cannot be read.
`,
  "zh-cn": `service-paths：在应用之前就知道 Kubernetes Service 清单的含义

  service-paths check [PATH...]     有哪些问题，如何修复
  service-paths verdict [PATH...]   API server 会如何答复每个 Service
  service-paths paths [PATH...]     每个 Service 的全部访问路径
  service-paths reach [PATH...]     谁可以连接哪个 Service：调用方、NetworkPolicy、DNS
  service-paths diff BASE HEAD      两个环境或文件夹之间新增、改变和消失的访问路径与检查结果
  service-paths render CHART...     Helm chart 的清单，与 "helm template" 的输出一致
  service-paths fix [PATH...]       就地应用安全修复（"-" 则打印文本）
  service-paths repair FILE         修复被压平或粘贴损坏的清单
  service-paths explain [RULE|FIELD]  规则或字段的含义
  service-paths lsp --stdio         供任意编辑器使用的语言服务器

PATH 是文件、文件夹，或表示标准输入的 "-"；默认为 "."。

  --format FORMAT             text 或 json；check 还支持 sarif、github、junit；paths 还支持 markdown、mermaid；
                              reach 还支持 markdown、csv
  --environment NAME          check、paths、reach：只看以此名称一起应用的内容
  --list-environments         paths：列出环境及其名称
  --fail-on-exposure          diff：有内容变得可从集群外访问时失败
  --locale en|zh-cn           文本语言（默认取自环境）
  --kubernetes-version 1.36   1.33 到 1.36
  --node-port-range A-B       默认 30000-32767
  --service-cidr CIDR[,CIDR]  集群的 Service 网段（默认：未知）
  --cluster-domain NAME       默认 cluster.local
  --node-address IP[,IP...]   节点地址
  --namespace NAME            未写命名空间的清单所在的命名空间（默认：default）
  --viewpoint ID[,ID...]      paths：只看 cluster、node-network、external、this-machine 中的这些访问位置
  --local-cluster NAME        kind、k3d、minikube 或 docker-desktop：localhost 能访问什么（默认：auto）
  --color auto|always|never   默认 auto：在终端上使用颜色，除非设置了 NO_COLOR
  --quiet                     check：每个检查结果一行，不输出其他内容
  --all                       reach：列出工作负载与 Service 端口的所有组合
  --from [NS/]NAME            reach：只看此工作负载（或 external、node-network）
  --to [NS/]NAME[:PORT]       reach：只看此 Service
  --values FILE               chart：覆盖其自带值的值文件（可重复，后者优先）
  --helm-release NAME         chart：发布名称（默认：chart 的名称）
  --snapshot FILE             实时对象，即 kubectl get svc,endpointslices,nodes,ingress -A -o json 的输出
                              （reach 还会读取 pods、namespaces、networkpolicies、deployments 等）
  --context NAME, --kubeconfig FILE
                              paths、check、reach：查询此集群，代替快照
  --fail-on LEVEL             error、warning、information 或 never（默认：error）
  --rule-severity ID=LEVEL    off、error、warning、information 或 hint（可重复）
  --separate-files            verdict：每个文件各用一个集群
  --dry-run, --rule ID, --all fix：打印差异；只处理此规则；也应用不安全的修复
  --in-place                  repair：写回文件
  --help, --version

退出状态：0 没有达到 --fail-on 的问题，1 有，2 用法错误或文件无法读取。
`,
};
