package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"

	core "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	listers "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
)

// What a test can say to a pod's kubelet, by annotations; each may be changed while the pod lives.
const (
	// "false": the pod runs but is not ready.
	readyAnnotation = "cluster.test/ready"
	// "pending": it does not start; "terminating": it does not end when deleted.
	holdAnnotation = "cluster.test/hold"
	// Followed by a container port: where on loopback a connection to it goes, as "127.0.0.1:4001".
	forwardAnnotation = "cluster.test/forward."
)

// kubelets stand in for the kubelets of all nodes. Nodes are objects that a test creates, with spec.podCIDR(s) and an
// InternalIP in status.addresses; they become Ready, and pods that are scheduled to them "run".
type kubelets struct {
	client kubernetes.Interface
	pods   listers.PodLister
	nodes  listers.NodeLister
	port   int
	queue  workqueue.TypedRateLimitingInterface[target]
	given  addresses
}

// target is an object to look at again; nodes have no namespace.
type target struct{ namespace, name string }

func startKubelets(ctx context.Context, client kubernetes.Interface, port int) error {
	factory := informers.NewSharedInformerFactory(client, 0)
	k := &kubelets{
		client: client,
		pods:   factory.Core().V1().Pods().Lister(),
		nodes:  factory.Core().V1().Nodes().Lister(),
		port:   port,
		queue:  workqueue.NewTypedRateLimitingQueue(workqueue.DefaultTypedControllerRateLimiter[target]()),
		given:  addresses{byPod: map[types.UID][]netip.Addr{}, last: map[netip.Prefix]netip.Addr{}},
	}
	enqueue := func(o any) {
		if object, ok := o.(meta.Object); ok {
			k.queue.Add(target{object.GetNamespace(), object.GetName()})
		}
	}
	for _, informer := range []cache.SharedIndexInformer{factory.Core().V1().Nodes().Informer(), factory.Core().V1().Pods().Informer()} {
		handler := cache.ResourceEventHandlerFuncs{AddFunc: enqueue, UpdateFunc: func(_, now any) { enqueue(now) }}
		if _, err := informer.AddEventHandler(handler); err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return err
	}
	server := httptest.Server{Listener: listener, Config: &http.Server{Handler: http.HandlerFunc(k.serve)}}
	server.StartTLS()
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	go k.work(ctx)
	return nil
}

// work is one loop for all, so what it owns needs no lock.
func (k *kubelets) work(ctx context.Context) {
	for {
		next, shutdown := k.queue.Get()
		if shutdown {
			return
		}
		err := k.look(ctx, next)
		switch {
		case err == nil, apierrors.IsNotFound(err): // gone: nothing to do
			k.queue.Forget(next)
		default:
			if !apierrors.IsConflict(err) {
				fmt.Fprintln(os.Stderr, "kubelets:", next, err)
			}
			k.queue.AddRateLimited(next)
		}
		k.queue.Done(next)
	}
}

func (k *kubelets) look(ctx context.Context, t target) error {
	if t.namespace == "" {
		node, err := k.nodes.Get(t.name)
		if err != nil {
			return err
		}
		return k.lookAtNode(ctx, node)
	}
	pod, err := k.pods.Pods(t.namespace).Get(t.name)
	if err != nil {
		return err
	}
	return k.lookAtPod(ctx, pod)
}

// lookAtNode makes a new node Ready, and says where its kubelet is.
func (k *kubelets) lookAtNode(ctx context.Context, node *core.Node) error {
	if int(node.Status.DaemonEndpoints.KubeletEndpoint.Port) == k.port {
		return nil
	}
	node = node.DeepCopy()
	now := meta.Now()
	node.Status.DaemonEndpoints.KubeletEndpoint.Port = int32(k.port)
	node.Status.Addresses = append(node.Status.Addresses, core.NodeAddress{Type: core.NodeInternalDNS, Address: "localhost"})
	node.Status.Capacity = core.ResourceList{
		core.ResourceCPU:    resource.MustParse("64"),
		core.ResourceMemory: resource.MustParse("256Gi"),
		core.ResourcePods:   resource.MustParse("1000"),
	}
	node.Status.Allocatable = node.Status.Capacity
	node.Status.Conditions = []core.NodeCondition{{
		Type: core.NodeReady, Status: core.ConditionTrue, Reason: "StandIn", LastHeartbeatTime: now, LastTransitionTime: now,
	}}
	_, err := k.client.CoreV1().Nodes().UpdateStatus(ctx, node, meta.UpdateOptions{})
	return err
}

// lookAtPod brings a pod to where its annotations want it.
func (k *kubelets) lookAtPod(ctx context.Context, pod *core.Pod) error {
	if pod.Spec.NodeName == "" || pod.Status.Phase == core.PodSucceeded || pod.Status.Phase == core.PodFailed {
		return nil
	}
	hold := pod.Annotations[holdAnnotation]
	if pod.DeletionTimestamp != nil {
		if hold == "terminating" {
			return nil
		}
		return k.client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, meta.DeleteOptions{
			GracePeriodSeconds: new(int64),
			Preconditions:      &meta.Preconditions{UID: &pod.UID},
		})
	}
	ready := core.ConditionTrue
	if pod.Annotations[readyAnnotation] == "false" {
		ready = core.ConditionFalse
	}
	if hold == "pending" || (pod.Status.Phase == core.PodRunning && readiness(pod) == ready) {
		return nil
	}
	node, err := k.nodes.Get(pod.Spec.NodeName)
	if err != nil {
		return fmt.Errorf("node %s: %w", pod.Spec.NodeName, err)
	}
	status, err := k.running(pod, node, ready)
	if err != nil {
		return err
	}
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"uid": pod.UID}, "status": status})
	if err != nil {
		return err
	}
	_, err = k.client.CoreV1().Pods(pod.Namespace).Patch(ctx, pod.Name, types.StrategicMergePatchType, patch, meta.PatchOptions{}, "status")
	return err
}

func readiness(pod *core.Pod) core.ConditionStatus {
	for _, condition := range pod.Status.Conditions {
		if condition.Type == core.PodReady {
			return condition.Status
		}
	}
	return core.ConditionUnknown
}

// running is the status of a pod whose containers all run, and are ready or not.
func (k *kubelets) running(pod *core.Pod, node *core.Node, ready core.ConditionStatus) (core.PodStatus, error) {
	now := meta.Now()
	status := core.PodStatus{Phase: core.PodRunning, StartTime: &now}
	for _, address := range node.Status.Addresses {
		if address.Type == core.NodeInternalIP {
			status.HostIPs = append(status.HostIPs, core.HostIP{IP: address.Address})
		}
	}
	if len(status.HostIPs) == 0 {
		return status, fmt.Errorf("node %s has no InternalIP", node.Name)
	}
	status.HostIP = status.HostIPs[0].IP
	if pod.Spec.HostNetwork {
		for _, host := range status.HostIPs {
			status.PodIPs = append(status.PodIPs, core.PodIP{IP: host.IP})
		}
	} else {
		ips, err := k.given.of(pod, node)
		if err != nil {
			return status, err
		}
		for _, ip := range ips {
			status.PodIPs = append(status.PodIPs, core.PodIP{IP: ip.String()})
		}
	}
	status.PodIP = status.PodIPs[0].IP

	conditions := map[core.PodConditionType]core.ConditionStatus{
		core.PodInitialized: core.ConditionTrue, core.ContainersReady: ready, core.PodReady: ready,
	}
	for kind, value := range conditions {
		status.Conditions = append(status.Conditions, core.PodCondition{Type: kind, Status: value, LastTransitionTime: now})
	}
	started := true
	for _, container := range pod.Spec.Containers {
		status.ContainerStatuses = append(status.ContainerStatuses, core.ContainerStatus{
			Name: container.Name, Image: container.Image, ImageID: container.Image,
			Ready: ready == core.ConditionTrue, Started: &started,
			State: core.ContainerState{Running: &core.ContainerStateRunning{StartedAt: now}},
		})
	}
	return status, nil
}

// addresses are what pods were given: the next of each of their node's podCIDRs, never the same again.
type addresses struct {
	byPod map[types.UID][]netip.Addr
	last  map[netip.Prefix]netip.Addr
}

func (a addresses) of(pod *core.Pod, node *core.Node) ([]netip.Addr, error) {
	if ips, ok := a.byPod[pod.UID]; ok {
		return ips, nil
	}
	ranges := node.Spec.PodCIDRs
	if len(ranges) == 0 {
		return nil, fmt.Errorf("node %s has no podCIDR", node.Name)
	}
	var ips []netip.Addr
	for _, text := range ranges {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("node %s: %w", node.Name, err)
		}
		previous, ok := a.last[prefix]
		if !ok {
			previous = prefix.Addr()
		}
		ip := previous.Next()
		if !prefix.Contains(ip) {
			return nil, fmt.Errorf("node %s: %s is used up", node.Name, text)
		}
		a.last[prefix] = ip
		ips = append(ips, ip)
	}
	a.byPod[pod.UID] = ips
	return ips, nil
}
