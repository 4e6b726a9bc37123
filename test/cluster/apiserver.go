package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
)

// access is what a client needs to reach the API server, as a member of system:masters.
type access struct {
	url, token, kubeconfig string
}

// startAPIServer returns when the server is ready and able to hand out cluster addresses.
func startAPIServer(o options) access {
	a := access{
		url:        fmt.Sprintf("https://127.0.0.1:%d", o.apiPort),
		token:      "loopback-only",
		kubeconfig: filepath.Join(o.dir, "kubeconfig"),
	}
	keyFile, tokenFile := filepath.Join(o.dir, "service-account.key"), filepath.Join(o.dir, "tokens.csv")
	write(keyFile, newKey())
	write(tokenFile, []byte(a.token+",tester,tester,system:masters\n"))
	write(a.kubeconfig, []byte(kubeconfig(a)))

	// Who may read what is for whole clusters to try; our own token is in system:masters, which may do everything.
	authorization := "RBAC"
	if o.onlyAPI {
		authorization = "AlwaysAllow"
	}
	command := apiserver.NewAPIServerCommand()
	command.SetArgs([]string{
		fmt.Sprintf("--etcd-servers=http://127.0.0.1:%d", o.etcdPort),
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", o.apiPort),
		"--cert-dir=" + filepath.Join(o.dir, "certificates"),
		"--token-auth-file=" + tokenFile,
		"--authorization-mode=" + authorization,
		"--service-account-issuer=https://cluster.test",
		"--service-account-key-file=" + keyFile,
		"--service-account-signing-key-file=" + keyFile,
		"--service-cluster-ip-range=" + o.cidr,
		"--service-node-port-range=" + o.nodePorts,
		// No EndpointSlice for default/kubernetes: the server may not be an endpoint on a loopback address.
		"--endpoint-reconciler-type=none",
		// Pods need no token here, and nobody would take the taint off a new node.
		"--disable-admission-plugins=ServiceAccount,TaintNodesByCondition",
		// The stand-in kubelets' nodes have an address of this kind, which is where they really listen.
		"--kubelet-preferred-address-types=InternalDNS",
	})
	go func() {
		check("kube-apiserver", command.Execute())
		os.Exit(1)
	}()

	api := newAPI(a)
	await("kube-apiserver", func() bool { return api.status(http.MethodGet, "/readyz") == http.StatusOK })
	await("default/kubernetes", func() bool {
		return api.status(http.MethodGet, "/api/v1/namespaces/default/services/kubernetes") == http.StatusOK
	})
	await("address allocation", func() bool {
		const probe = `{"apiVersion":"v1","kind":"Service","metadata":{"name":"probe"},"spec":{"ports":[{"port":80}]}}`
		code, _, _, err := api.ask(http.MethodPost, "/api/v1/namespaces/default/services", []byte(probe))
		if err != nil || code != http.StatusCreated {
			return false
		}
		return api.status(http.MethodDelete, "/api/v1/namespaces/default/services/probe") == http.StatusOK
	})
	return a
}

// await polls, since none of these has another way to say that it is up. The first start reads a large binary from disk.
func await(what string, done func() bool) {
	deadline := time.Now().Add(2 * time.Minute)
	for !done() {
		if time.Now().After(deadline) {
			check(what, fmt.Errorf("not ready after two minutes"))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func kubeconfig(a access) string {
	return fmt.Sprintf(`apiVersion: v1
kind: Config
clusters:
  - name: test
    cluster: { server: %q, insecure-skip-tls-verify: true }
users:
  - name: tester
    user: { token: %q }
contexts:
  - name: test
    context: { cluster: test, user: tester }
current-context: test
`, a.url, a.token)
}

func newKey() []byte {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	check("key", err)
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
}

func write(file string, data []byte) {
	check(file, os.WriteFile(file, data, 0o600))
}
