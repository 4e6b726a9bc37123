package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"k8s.io/apimachinery/pkg/api/validate/content"
)

// A verdict is what the server answered to one Service's creation, in the shape of `service-paths verdict --format json`.
type verdict struct {
	Document int            `json:"document"`
	Item     *int           `json:"item,omitempty"`
	Accepted bool           `json:"accepted"`
	Status   int            `json:"status"`
	Errors   []finding      `json:"errors"`
	Warnings []finding      `json:"warnings"`
	Object   map[string]any `json:"object,omitempty"`
}

type finding struct {
	Field   string `json:"field"`
	Reason  string `json:"reason,omitempty"`
	Message string `json:"message"`
}

// serveJudge answers every line until input ends. A case that goes wrong is answered with an error, and the next goes on.
func serveJudge(a *api, input io.Reader) {
	j := &judge{api: a, namespaces: map[string]bool{"default": true}}
	lines := bufio.NewReaderSize(input, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			j.answer(line)
		}
		if err != nil {
			return
		}
	}
}

type judge struct {
	api        *api
	namespaces map[string]bool // whether one can exist; those that can have been created
}

func (j *judge) answer(line []byte) {
	var question struct {
		ID       json.RawMessage `json:"id"`
		Manifest string          `json:"manifest"`
		Texts    []string        `json:"texts"`
	}
	if err := json.Unmarshal(line, &question); err != nil {
		say(map[string]any{"error": err.Error()})
		return
	}
	if question.Texts != nil || j.api == nil {
		say(map[string]any{"id": question.ID, "readings": readings(question.Texts)})
		return
	}
	verdicts, err := j.judge(question.Manifest)
	for attempt := 0; err == nil && attempt < 5 && addressTaken(verdicts) && j.sweep(); attempt++ {
		verdicts, err = j.judge(question.Manifest)
	}
	if err != nil {
		say(map[string]any{"id": question.ID, "error": err.Error()})
		return
	}
	say(map[string]any{"id": question.ID, "verdicts": verdicts})
}

// A reading is what kubectl makes of a text, before any server: the documents up to the first error.
type reading struct {
	Documents []string `json:"documents"`
	Error     *string  `json:"error"`
}

func readings(texts []string) []reading {
	all := make([]reading, len(texts))
	for i, text := range texts {
		documents, err := readDocuments(text)
		all[i].Documents = make([]string, len(documents))
		for at, document := range documents {
			all[i].Documents[at] = string(document)
		}
		if err != nil {
			words := err.Error()
			all[i].Error = &words
		}
	}
	return all
}

// judge creates what the manifest says, one after the other, and leaves the cluster as it was. A dry run would be simpler
// but is no judge: it takes nodePorts outside the range, and addresses that are taken.
func (j *judge) judge(manifest string) (verdicts []verdict, err error) {
	var created []string
	defer func() {
		for _, path := range created {
			if e := j.remove(path); e != nil && err == nil {
				err = e
			}
		}
	}()
	verdicts = []verdict{}
	for _, o := range readManifest(manifest) {
		if o.service == nil {
			v := refused(o, http.StatusBadRequest)
			v.Errors = append(v.Errors, finding{Reason: "Decode", Message: o.problem})
			verdicts = append(verdicts, v)
			continue
		}
		v, path, err := j.create(o)
		if err != nil {
			return nil, err
		}
		if path != "" {
			created = append(created, path)
		}
		verdicts = append(verdicts, v)
	}
	return verdicts, nil
}

func refused(o object, status int) verdict {
	return verdict{Document: o.document, Item: o.item, Status: status, Errors: []finding{}, Warnings: []finding{}}
}

// create posts one Service, and returns also where it now stands if it was accepted.
func (j *judge) create(o object) (verdict, string, error) {
	namespace := o.service.GetNamespace()
	if namespace == "" {
		namespace = "default"
	}
	possible, err := j.ensureNamespace(namespace)
	if err != nil {
		return verdict{}, "", err
	}
	if !possible {
		// Some such names cannot stand in a URL at all. What comes before the namespace is looked up is the same for any.
		namespace = "no-such-namespace"
		o.service.SetNamespace(namespace)
	}
	body, err := o.service.MarshalJSON()
	if err != nil {
		return verdict{}, "", err
	}
	path := "/api/v1/namespaces/" + namespace + "/services"
	code, header, text, err := j.api.ask(http.MethodPost, path+"?fieldManager=kubectl-create&fieldValidation=Strict", body)
	if err != nil {
		return verdict{}, "", err
	}
	v := refused(o, code)
	for _, warning := range header.Values("Warning") {
		words := warningText(warning)
		v.Warnings = append(v.Warnings, finding{Field: warningField(words), Message: words})
	}
	if code == http.StatusCreated {
		var object map[string]any
		if err := json.Unmarshal(text, &object); err != nil {
			return verdict{}, "", err
		}
		name := child(object, "metadata")["name"].(string)
		withoutChosen(object, body)
		v.Accepted, v.Object = true, object
		return v, path + "/" + url.PathEscape(name), nil
	}
	var status struct {
		Reason, Message string
		Details         struct {
			Causes []struct{ Reason, Message, Field string }
		}
	}
	if err := json.Unmarshal(text, &status); err != nil {
		status.Message = string(text) // some refusals come before the server speaks JSON
	}
	switch {
	case code == http.StatusUnprocessableEntity && len(status.Details.Causes) > 0:
		for _, cause := range status.Details.Causes {
			v.Errors = append(v.Errors, finding{cause.Field, strings.TrimPrefix(cause.Reason, "FieldValue"), cause.Message})
		}
	case code == http.StatusBadRequest && strings.Contains(status.Message, "strict decoding error: "):
		for _, m := range strictError.FindAllStringSubmatch(status.Message, -1) {
			reason := map[string]string{"unknown": "UnknownField", "duplicate": "DuplicateField"}[m[1]]
			v.Errors = append(v.Errors, finding{m[2], reason, m[0]})
		}
	case code == http.StatusBadRequest:
		v.Errors = append(v.Errors, finding{Reason: "Decode", Message: status.Message})
	case code == http.StatusInternalServerError:
		v.Errors = append(v.Errors, finding{Reason: "Internal", Message: status.Message})
	default:
		v.Errors = append(v.Errors, finding{Reason: status.Reason, Message: status.Message})
	}
	return v, "", nil
}

// ensureNamespace says whether a namespace of this name can exist, and sees to it that it does.
func (j *judge) ensureNamespace(name string) (bool, error) {
	if possible, known := j.namespaces[name]; known {
		return possible, nil
	}
	possible := len(content.IsDNS1123Label(name)) == 0
	if possible {
		body := fmt.Sprintf(`{"apiVersion":"v1","kind":"Namespace","metadata":{"name":%q}}`, name)
		code, _, text, err := j.api.ask(http.MethodPost, "/api/v1/namespaces", []byte(body))
		if err != nil {
			return false, err
		}
		if code != http.StatusCreated && code != http.StatusConflict {
			return false, fmt.Errorf("namespace %s: %d %s", name, code, text)
		}
	}
	j.namespaces[name] = possible
	return possible, nil
}

// remove deletes a Service for good: one with finalizers stays until they are gone.
func (j *judge) remove(path string) error {
	code, _, text, err := j.api.ask(http.MethodDelete, path, nil)
	if err != nil || code != http.StatusOK {
		return fmt.Errorf("delete %s: %d %s %v", path, code, text, err)
	}
	var answer struct{ Kind string }
	if json.Unmarshal(text, &answer) == nil && answer.Kind == "Status" {
		return nil
	}
	if _, _, _, err := j.api.ask(http.MethodPatch, path, []byte(`{"metadata":{"finalizers":null}}`)); err != nil {
		return err
	}
	if code := j.api.status(http.MethodGet, path); code != http.StatusNotFound {
		return fmt.Errorf("%s is still there: %d", path, code)
	}
	return nil
}

// addressTaken says whether any Service was refused an address that another has.
func addressTaken(verdicts []verdict) bool {
	for _, v := range verdicts {
		for _, e := range v.Errors {
			if strings.Contains(e.Message, "provided IP is already allocated") {
				return true
			}
		}
	}
	return false
}

// sweep frees addresses of Services that are gone, and says whether there were any. They come from Kubernetes' repair
// loop: it sees a new Service before the Service's address and makes the address again, now and then just after a judge
// in a hurry has removed both. It would find out by itself, but a minute later.
func (j *judge) sweep() bool {
	const path = "/apis/networking.k8s.io/v1/ipaddresses"
	_, _, text, err := j.api.ask(http.MethodGet, path, nil)
	var found struct {
		Items []struct {
			Metadata struct{ Name string }
			Spec     struct {
				ParentRef struct{ Namespace, Name string }
			}
		}
	}
	if err != nil || json.Unmarshal(text, &found) != nil {
		return false
	}
	swept := false
	for _, address := range found.Items {
		parent := address.Spec.ParentRef
		if parent.Namespace == "default" && parent.Name == "kubernetes" {
			continue
		}
		if j.api.status(http.MethodDelete, path+"/"+url.PathEscape(address.Metadata.Name)) == http.StatusOK {
			swept = true
		}
	}
	return swept
}

// withoutChosen takes out of a created object what only the cluster decides, or decides anew each time.
func withoutChosen(object map[string]any, asked []byte) {
	var wanted map[string]any
	if json.Unmarshal(asked, &wanted) != nil {
		return
	}
	metadata, spec := child(object, "metadata"), child(object, "spec")
	wantedSpec := child(wanted, "spec")
	for _, key := range []string{"creationTimestamp", "generation", "managedFields", "resourceVersion", "uid"} {
		delete(metadata, key)
	}
	delete(object, "status")
	if name, _ := child(wanted, "metadata")["name"].(string); name == "" {
		delete(metadata, "name")
	}

	given := map[any]bool{}
	if address, _ := wantedSpec["clusterIP"].(string); address != "" {
		given[address] = true
	}
	for _, address := range list(wantedSpec, "clusterIPs") {
		given[address] = true
	}
	for _, address := range list(spec, "clusterIPs") {
		if !given[address] {
			delete(spec, "clusterIP")
			delete(spec, "clusterIPs")
		}
	}

	// Entries with the same port share a nodePort, so one that was written for any of them was not chosen.
	type pair struct{ port, nodePort any }
	written := map[pair]bool{}
	for _, entry := range list(wantedSpec, "ports") {
		if port, ok := entry.(map[string]any); ok {
			written[pair{port["port"], port["nodePort"]}] = true
		}
	}
	for _, entry := range list(spec, "ports") {
		if port := entry.(map[string]any); !written[pair{port["port"], port["nodePort"]}] {
			delete(port, "nodePort")
		}
	}
	if spec["healthCheckNodePort"] != wantedSpec["healthCheckNodePort"] {
		delete(spec, "healthCheckNodePort")
	}
}

func child(object map[string]any, key string) map[string]any {
	value, _ := object[key].(map[string]any)
	return value
}

func list(object map[string]any, key string) []any {
	value, _ := object[key].([]any)
	return value
}

var (
	strictError   = regexp.MustCompile(`(unknown|duplicate) field "((?:[^"\\]|\\.)*)"`)
	warningHeader = regexp.MustCompile(`^299 - "(.*)"$`)
	warningPath   = regexp.MustCompile(`^([a-zA-Z]\w*(?:\.[a-zA-Z]\w*|\[[^\]]*\])*)(?:: | is | )`)
)

// warningText undoes the quoting of a Warning header (RFC 7234, section 5.5).
func warningText(header string) string {
	m := warningHeader.FindStringSubmatch(header)
	if m == nil {
		return header
	}
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(m[1])
}

func warningField(text string) string {
	if m := warningPath.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}
