package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"k8s.io/cri-streaming/pkg/streaming/portforward"
)

// serve is the kubelets' own server, which kube-apiserver calls: /portForward/NAMESPACE/POD.
func (k *kubelets) serve(w http.ResponseWriter, r *http.Request) {
	step := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if len(step) < 3 || step[0] != "portForward" {
		http.NotFound(w, r)
		return
	}
	streams, err := portforward.NewV4Options(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	pod := step[1] + "/" + step[2]
	portforward.ServePortForward(w, r, k, pod, "", streams, time.Hour, 30*time.Second, portforward.SupportedProtocols)
}

// PortForward carries one connection to where the pod's annotation says. It ends when both sides have ended, or soon
// after one has: containerd's does the same, and clients rely on it.
func (k *kubelets) PortForward(ctx context.Context, name, _ string, port int32, stream io.ReadWriteCloser) error {
	defer stream.Close()
	namespace, podName, _ := strings.Cut(name, "/")
	pod, err := k.pods.Pods(namespace).Get(podName)
	if err != nil {
		return err
	}
	address := pod.Annotations[fmt.Sprintf("%s%d", forwardAnnotation, port)]
	if address == "" {
		return fmt.Errorf("nothing in pod %s listens on %d: connection refused", name, port)
	}
	var dialer net.Dialer
	connection, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer connection.Close()

	ended := make(chan error, 2)
	go func() {
		_, err := io.Copy(connection, stream)
		if tcp, ok := connection.(*net.TCPConn); ok {
			err = errors.Join(err, tcp.CloseWrite())
		}
		ended <- err
	}()
	go func() {
		_, err := io.Copy(stream, connection)
		ended <- errors.Join(err, stream.Close())
	}()
	err = <-ended
	select {
	case <-ended:
	case <-time.After(time.Second):
	}
	return err
}
