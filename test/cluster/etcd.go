package main

import (
	"fmt"
	"net/url"
	"path/filepath"

	"go.etcd.io/etcd/server/v3/embed"
)

// startEtcd returns when etcd serves. Nothing it stores is worth an fsync.
func startEtcd(o options) {
	config := embed.NewConfig()
	config.Dir = filepath.Join(o.dir, "etcd")
	config.LogLevel = "error"
	config.UnsafeNoFsync = true
	clients, peers := []url.URL{loopback(o.etcdPort)}, []url.URL{loopback(o.etcdPeerPort)}
	config.ListenClientUrls, config.AdvertiseClientUrls = clients, clients
	config.ListenPeerUrls, config.AdvertisePeerUrls = peers, peers
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	server, err := embed.StartEtcd(config)
	check("etcd", err)
	<-server.Server.ReadyNotify()
}

func loopback(port int) url.URL {
	return url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", port)}
}
