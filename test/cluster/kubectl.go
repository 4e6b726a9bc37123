package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// object is one thing of a manifest that `kubectl create -f` would look at.
type object struct {
	document int
	item     *int
	service  *unstructured.Unstructured // nil where kubectl cannot make an object of it
	problem  string                     // why not
}

// readDocuments reads a text the way kubectl does: YAML 1.1 or JSON, document by document, empty ones left out. What was
// read before an error is there too.
func readDocuments(text string) ([]json.RawMessage, error) {
	found := []json.RawMessage{}
	decoder := yaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096) // kubectl's own buffer size
	for {
		var raw runtime.RawExtension
		if err := decoder.Decode(&raw); err == io.EOF {
			return found, nil
		} else if err != nil {
			return found, err
		}
		if data := bytes.TrimSpace(raw.Raw); len(data) > 0 && !bytes.Equal(data, []byte("null")) {
			found = append(found, data)
		}
	}
}

// readManifest gives what there is to judge. The items of a List are taken one by one; text that cannot be read is one
// last object with a problem; other kinds are counted, but not returned.
func readManifest(text string) []object {
	var found []object
	documents, err := readDocuments(text)
	for document, data := range documents {
		items, isList := listItems(data)
		if !isList {
			items = []json.RawMessage{data}
		}
		for i, item := range items {
			o := object{document: document}
			if isList {
				o.item = &i
			}
			if readObject(&o, item) {
				found = append(found, o)
			}
		}
	}
	if err != nil {
		found = append(found, object{document: len(documents), problem: err.Error()})
	}
	return found
}

// listItems are the items of a `kind: List`. One with items that are no list falls through, to be refused as an object.
func listItems(data []byte) ([]json.RawMessage, bool) {
	var list struct {
		Kind  string            `json:"kind"`
		Items []json.RawMessage `json:"items"`
	}
	if json.Unmarshal(data, &list) != nil || list.Kind != "List" {
		return nil, false
	}
	return list.Items, true
}

// readObject fills o, and says whether there is anything to judge: a Service, or something that kubectl refuses.
func readObject(o *object, data []byte) bool {
	var head map[string]any
	if err := json.Unmarshal(data, &head); err != nil || head == nil {
		o.problem = "not an object"
		return true
	}
	kind, _ := head["kind"].(string)
	version, _ := head["apiVersion"].(string)
	if kind == "" || version == "" {
		o.problem = "no kind or no apiVersion"
		return true
	}
	if kind == "List" {
		o.problem = "a List in a List"
		return true
	}
	group, err := schema.ParseGroupVersion(version)
	if err != nil {
		o.problem = err.Error()
		return true
	}
	if kind != "Service" || group.Group != "" {
		return false
	}
	if version != "v1" {
		o.problem = fmt.Sprintf("no matches for kind %q in version %q", kind, version)
		return true
	}
	decoded, _, err := unstructured.UnstructuredJSONScheme.Decode(data, nil, nil)
	if err != nil {
		o.problem = err.Error()
		return true
	}
	service, ok := decoded.(*unstructured.Unstructured)
	if !ok {
		o.problem = fmt.Sprintf("a Service that looks like a list: %T", decoded)
		return true
	}
	o.service = service
	return true
}
