// A judge for chart templates: Helm's own engine, asked line by line.
//
// Each line {"id", "template", "values"} of standard input is answered by {"id", "text"} or {"id", "error"}: what Helm makes of
// the template `web/templates/a.yaml` with these values.
package main

import (
	"bufio"
	"encoding/json"
	"io"
	"log"
	"os"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
)

// What is longer is cut; nobody compares it.
const tooLong = 1 << 20

type question struct {
	ID       int    `json:"id"`
	Template string `json:"template"`
	Values   string `json:"values"`
}

type answer struct {
	ID    int    `json:"id"`
	Text  []byte `json:"text"`
	Error []byte `json:"error,omitempty"`
}

func main() {
	log.SetOutput(io.Discard)
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	for {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			var q question
			if json.Unmarshal(line, &q) == nil {
				text, failure := render(q)
				if len(text) > tooLong {
					text = text[:tooLong]
				}
				a := answer{ID: q.ID, Text: []byte(text)}
				if failure != nil {
					a.Error = []byte(failure.Error())
				}
				_ = encoder.Encode(a)
				_ = out.Flush()
			}
		}
		if err != nil {
			return
		}
	}
}

func render(q question) (string, error) {
	chart, err := loader.LoadFiles([]*loader.BufferedFile{
		{Name: "Chart.yaml", Data: []byte("apiVersion: v2\nname: web\nversion: 0.1.0\nappVersion: \"1.2\"\n")},
		{Name: "values.yaml", Data: []byte(q.Values)},
		{Name: "templates/a.yaml", Data: []byte(q.Template)},
		{Name: "files/x.txt", Data: []byte("one\ntwo\n")},
		{Name: "files/y.conf", Data: []byte("a: b # c\n")},
	})
	if err != nil {
		return "", err
	}
	version, err := chartutil.ParseKubeVersion("v1.36.0")
	if err != nil {
		return "", err
	}
	caps := chartutil.DefaultCapabilities.Copy()
	caps.KubeVersion = *version
	options := chartutil.ReleaseOptions{Name: "web", Namespace: "default", Revision: 1, IsInstall: true}
	values, err := chartutil.ToRenderValues(chart, map[string]interface{}{}, options, caps)
	if err != nil {
		return "", err
	}
	files, err := engine.Render(chart, values)
	if err != nil {
		return "", err
	}
	return files["web/templates/a.yaml"], nil
}
