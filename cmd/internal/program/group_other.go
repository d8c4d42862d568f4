//go:build !unix

package program

import "os/exec"

// own leaves the program as it is: it alone is stopped.
func own(*exec.Cmd) {}

// end stops the program.
func end(cmd *exec.Cmd) error { return cmd.Process.Kill() }
