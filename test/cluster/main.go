// Command cluster is a Kubernetes control plane in one process on loopback, for tests.
//
// It lives exactly as long as its standard input is open, so a parent that dies leaves nothing behind. One line of JSON
// on standard output says that it is ready and where; then every line {"id", "manifest"} on standard input is judged as
// `kubectl create -f` would have it, and answered by a line {"id", "verdicts"}. A line {"id", "texts"} asks only how kubectl
// reads texts, and is answered by {"id", "readings"}.
//
//	cluster -dir DATA -only-api                                            verdicts on an IPv4 cluster
//	cluster -dir DATA -only-api -cidr 10.96.0.0/16,fd00:10:96::/112        … on a dual-stack one
//	cluster -dir DATA                                                      with controllers, scheduler and kubelets
//	cluster -only-kubectl                                                  no server: texts are read, nothing is judged
//
// The parent makes DATA and throws it away; SIGKILL is the way to stop.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"time"

	logsapi "k8s.io/component-base/logs/api/v1"
)

// options are the command line, plus the ports that were free when it started.
type options struct {
	dir       string
	cidr      string
	nodePorts string
	onlyAPI   bool

	apiPort, etcdPort, etcdPeerPort, kubeletPort int
}

// ready is the first line of output.
type ready struct {
	URL        string  `json:"url"`
	Token      string  `json:"token"`
	Kubeconfig string  `json:"kubeconfig"`
	Seconds    float64 `json:"seconds"`
}

func main() {
	var o options
	flag.StringVar(&o.dir, "dir", "", "data folder (required)")
	flag.StringVar(&o.cidr, "cidr", "10.96.0.0/16", "Service range; two with a comma between make a dual-stack cluster")
	flag.StringVar(&o.nodePorts, "node-ports", "30000-32767", "node port range")
	flag.BoolVar(&o.onlyAPI, "only-api", false, "etcd and kube-apiserver only: enough for verdicts")
	onlyKubectl := flag.Bool("only-kubectl", false, "no server at all: only reads texts")
	flag.Parse()
	if *onlyKubectl {
		say(map[string]any{"ready": ready{}})
		serveJudge(nil, os.Stdin)
		return
	}
	if o.dir == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	for _, port := range []*int{&o.apiPort, &o.etcdPort, &o.etcdPeerPort, &o.kubeletPort} {
		*port = freePort()
	}
	// Several components of Kubernetes set up logging, each thinking itself alone in the process.
	logsapi.ReapplyHandling = logsapi.ReapplyHandlingIgnoreUnchanged

	start := time.Now()
	check("data folder", os.MkdirAll(o.dir, 0o700))
	startEtcd(o)
	access := startAPIServer(o)
	if !o.onlyAPI {
		startControllers(context.Background(), o, access)
	}
	say(map[string]any{"ready": ready{access.url, access.token, access.kubeconfig, time.Since(start).Seconds()}})
	serveJudge(newAPI(access), os.Stdin)
	os.Exit(0) // not a return: nothing here needs an orderly end, and Kubernetes would take a minute for one
}

// freePort asks the system for a port that nobody has. Listeners are closed again at once; a clash is possible, but rare.
func freePort() int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check("free port", err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func say(value any) {
	line, err := json.Marshal(value)
	check("output", err)
	_, err = os.Stdout.Write(append(line, '\n'))
	check("output", err)
}

func check(what string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "cluster: %s: %v\n", what, err)
		os.Exit(1)
	}
}
