// Package loopback finds ports of this machine for servers that tests run.
package loopback

import "net"

// FreePorts gives n ports at which nobody listens.
func FreePorts(n int) ([]int, error) {
	ports := make([]int, n)
	for i := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close() // all at the end, or one could be given twice
		ports[i] = l.Addr().(*net.TCPAddr).Port
	}
	return ports, nil
}
