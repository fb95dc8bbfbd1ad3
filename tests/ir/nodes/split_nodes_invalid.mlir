// RUN: weirc opt --split-input-file --verify-diagnostics --nodes-split %s

// Nothing says where this is allocated.
util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
util.func public @nowhere() -> !stream.timepoint {
  %c64 = arith.constant 64 : index
  // expected-error @+1 {{has no affinity to a device of the cluster, so no node can own it}}
  %r, %t = stream.resource.alloca uninitialized : !stream.resource<transient>{%c64} => !stream.timepoint
  util.return %t : !stream.timepoint
}

// -----

// A dispatch of resources of two nodes.
util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
stream.executable private @ex {
  stream.executable.export public @f
  builtin.module {
    func.func @f(%x: !stream.binding, %y: !stream.binding) {
      return
    }
  }
}
util.func public @across() -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %a, %ta = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
  %b, %tb = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
  %t = stream.timepoint.join max(%ta, %tb) => !stream.timepoint
  %done = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%a as %x: !stream.resource<transient>{%c64}, %b as %y: !stream.resource<transient>{%c64}) {
    // expected-error @+1 {{uses resources of more than one node; they must be transferred first}}
    stream.cmd.dispatch @ex::@f {
      ro %x[%c0 for %c64] : !stream.resource<transient>{%c64},
      wo %y[%c0 for %c64] : !stream.resource<transient>{%c64}
    }
  } => !stream.timepoint
  util.return %done : !stream.timepoint
}

// -----

// A resource from outside of the program, of which nothing is known.
util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
util.func public @unknown(%r: !stream.resource<transient>) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c1_i32 = arith.constant 1 : i32
  %done = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) with(%r as %x: !stream.resource<transient>{%c64}) {
    // expected-error @+1 {{works on a resource of which it is not known where it lives}}
    stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
  } => !stream.timepoint
  util.return %done : !stream.timepoint
}

// -----

// The host reads a resource from outside, of which it is not known where it is.
util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
util.func public @load_unknown(%r: !stream.resource<staging>) -> i32 {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  // expected-error @+1 {{loads from a resource that no node of the cluster owns}}
  %v = stream.resource.load %r[%c0] : !stream.resource<staging>{%c64} -> i32
  util.return %v : i32
}

// -----

// A device that there is not, and those that there are.
util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
util.func public @misnamed() -> !stream.timepoint {
  %c64 = arith.constant 64 : index
  // expected-error @+2 {{there is no device @a}}
  // expected-note @+1 {{the devices are @a_cpu, @b_cpu}}
  %r, %t = stream.resource.alloca uninitialized on(#hal.device.affinity<@a>) : !stream.resource<transient>{%c64} => !stream.timepoint
  util.return %t : !stream.timepoint
}
