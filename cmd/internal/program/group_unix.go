//go:build unix

package program

import (
	"os/exec"
	"syscall"
)

// own puts the program into a process group of its own, which ends with it.
func own(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return end(cmd) }
}

// end stops the program and all that it started and that is still there.
func end(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
