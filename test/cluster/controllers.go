package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/pflag"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	scheduleroptions "k8s.io/kubernetes/cmd/kube-scheduler/app/options"
)

// The controllers that lead from a Deployment, StatefulSet or DaemonSet to a Service's EndpointSlices, and clean up.
var controllers = []string{
	"serviceaccount-controller", "namespace-controller", "garbage-collector-controller", "pod-garbage-collector-controller",
	"deployment-controller", "replicaset-controller", "statefulset-controller", "daemonset-controller", "job-controller",
	"endpoints-controller", "endpointslice-controller", "endpointslice-mirroring-controller",
}

// startControllers adds kube-controller-manager, kube-scheduler and the kubelets of all nodes that will be created.
func startControllers(ctx context.Context, o options, a access) {
	client, err := kubernetes.NewForConfig(&rest.Config{
		Host:            a.url,
		BearerToken:     a.token,
		TLSClientConfig: rest.TLSClientConfig{Insecure: true},
		QPS:             500,
		Burst:           1000,
	})
	check("client", err)
	check("kubelets", startKubelets(ctx, client, o.kubeletPort))

	manager := controllermanager.NewControllerManagerCommand()
	manager.SetArgs([]string{
		"--kubeconfig=" + a.kubeconfig,
		"--controllers=" + strings.Join(controllers, ","),
		"--leader-elect=false",
		"--secure-port=0",
		"--use-service-account-credentials=false",
		"--min-resync-period=12h",
		"--kube-api-qps=500", "--kube-api-burst=1000",
	})
	go func() { check("kube-controller-manager", manager.Execute()) }()

	// The scheduler's own command wants to own the process's flags; its parts do not.
	settings := scheduleroptions.NewOptions()
	flags := pflag.NewFlagSet("kube-scheduler", pflag.ContinueOnError)
	for _, group := range settings.Flags.FlagSets {
		flags.AddFlagSet(group)
	}
	check("kube-scheduler", flags.Parse([]string{"--kubeconfig=" + a.kubeconfig, "--leader-elect=false", "--secure-port=0"}))
	config, sched, err := scheduler.Setup(ctx, settings)
	check("kube-scheduler", err)
	go func() {
		if err := scheduler.Run(ctx, config, sched); err != nil {
			check("kube-scheduler", fmt.Errorf("ended: %w", err))
		}
	}()
}
