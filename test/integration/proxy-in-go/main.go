// Says which proxy Go's HTTP client takes. Cases come as JSON on the standard input; Go reads the environment once, so
// each case is a process of its own.
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
)

type testCase struct {
	Environment map[string]string `json:"environment"`
	URL         string            `json:"url"`
}

func main() {
	if len(os.Args) > 1 {
		fmt.Print(proxyOf(os.Args[1]))
		return
	}
	var cases []testCase
	check(json.NewDecoder(os.Stdin).Decode(&cases))
	proxies := make([]string, len(cases))
	for i, each := range cases {
		self := exec.Command(os.Args[0], each.URL)
		self.Env = []string{"PATH=" + os.Getenv("PATH")}
		for name, value := range each.Environment {
			self.Env = append(self.Env, name+"="+value)
		}
		output, err := self.Output()
		check(err)
		proxies[i] = strings.TrimSpace(string(output))
	}
	check(json.NewEncoder(os.Stdout).Encode(proxies))
}

func proxyOf(url string) string {
	request, err := http.NewRequest("GET", url, nil)
	check(err)
	proxy, err := http.ProxyFromEnvironment(request)
	check(err)
	if proxy == nil {
		return ""
	}
	return proxy.Host
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
