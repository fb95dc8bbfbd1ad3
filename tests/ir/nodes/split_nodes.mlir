// RUN: weirc opt --split-input-file --nodes-split %s | FileCheck %s

// A copy between nodes becomes a send and a receive with the same number.

// CHECK: module @a attributes {weir.node = 0 : index, weir.node_count = 2 : index}
// CHECK: util.global private @a_cpu
// CHECK-NOT: @b_cpu = 
// CHECK: stream.cmd.collective<send : ui8>[%c64] channel({{.+}}) param({{.+}} : i32)
// CHECK: transfer = 0 : index
// CHECK: module @b attributes {weir.node = 1 : index, weir.node_count = 2 : index}
// CHECK: util.global private @b_cpu
// CHECK: stream.cmd.collective<recv : ui8>[%c64] channel({{.+}}) param({{.+}} : i32)
// CHECK: transfer = 0 : index
module {
  util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
  util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
  util.func public @f() -> !stream.timepoint {
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    %c1_i32 = arith.constant 1 : i32
    %a, %ta = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
    %b, %tb = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
    %t = stream.timepoint.join max(%ta, %tb) => !stream.timepoint
    %0 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%a as %x: !stream.resource<transient>{%c64}, %b as %y: !stream.resource<transient>{%c64}) {
      stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
      stream.cmd.copy %x[%c0], %y[%c0], %c64 : !stream.resource<transient>{%c64} -> !stream.resource<transient>{%c64}
    } => !stream.timepoint
    util.return %0 : !stream.timepoint
  }
}

// -----

// A program for one node stays as it is.

// CHECK-LABEL: @one
// CHECK-NOT: weir.node
// CHECK: stream.cmd.fill
util.global private @cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
util.func public @one(%arg0: !stream.resource<transient>) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c1_i32 = arith.constant 1 : i32
  %0 = stream.cmd.execute on(#hal.device.affinity<@cpu>) with(%arg0 as %x: !stream.resource<transient>{%c64}) {
    stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
  } => !stream.timepoint
  util.return %0 : !stream.timepoint
}

// -----

// What is the same on a node is joined once there, and not at all if nothing
// else is: on @a the work of @b is what it awaits.

// CHECK: module @a attributes
// CHECK: %{{.+}}, %[[A:.+]] = stream.resource.alloca
// CHECK: %[[X:.+]] = stream.cmd.execute {{.*}}await(%[[A]])
// CHECK: %[[ALL:.+]] = stream.timepoint.join max(%[[X]], %[[A]])
// CHECK-NEXT: util.return %[[ALL]], %[[A]]
// CHECK: module @b attributes
module {
  util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
  util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
  util.func public @f() -> (!stream.timepoint, !stream.timepoint) {
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    %c1_i32 = arith.constant 1 : i32
    %a, %ta = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
    %b, %tb = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) await(%ta) => !stream.resource<transient>{%c64} => !stream.timepoint
    %c, %tc = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) await(%ta) => !stream.resource<transient>{%c64} => !stream.timepoint
    %0 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%ta) => with(%a as %x: !stream.resource<transient>{%c64}) {
      stream.cmd.fill %c1_i32, %x[%c0 for %c64] : i32 -> !stream.resource<transient>{%c64}
    } => !stream.timepoint
    %all = stream.timepoint.join max(%0, %tb, %ta, %tc) => !stream.timepoint
    %others = stream.timepoint.join max(%tb, %tc) => !stream.timepoint
    util.return %all, %others : !stream.timepoint, !stream.timepoint
  }
}

// -----

// A node without the resource takes its size from what the barrier hides.

// CHECK: module @b
// CHECK: util.func public @hidden(%[[SIZE:[a-z0-9]+]]: index)
// CHECK-NOT: stream.resource.size
// CHECK: util.return %{{.+}}, %[[SIZE]] : !stream.timepoint, index
module {
  util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
  util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
  util.func public @hidden(%size: index) -> (!stream.timepoint, index) {
    %a, %ta = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%size} => !stream.timepoint
    %0 = util.optimization_barrier %a : !stream.resource<transient>
    %1 = util.optimization_barrier %0 : !stream.resource<transient>
    %2 = stream.resource.size %1 : !stream.resource<transient>
    util.return %ta, %2 : !stream.timepoint, index
  }
}

// -----

// Where it comes from several places they say the same, or it is asked.

// CHECK: module @b
// CHECK: util.func public @merged(%[[C:[a-z0-9]+]]: i1, %[[SIZE:[a-z0-9]+]]: index, %{{.+}}: index)
// CHECK: %[[ASKED:.+]] = stream.resource.size
// CHECK-NOT: stream.resource.size
// CHECK: util.return %{{.+}}, %[[SIZE]], %[[SIZE]], %[[ASKED]] : !stream.timepoint, index, index, index
module {
  util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
  util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
  util.func public @merged(%c: i1, %size: index, %other: index) -> (!stream.timepoint, index, index, index) {
    %a, %ta = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%size} => !stream.timepoint
    %b, %tb = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%size} => !stream.timepoint
    %d, %td = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%other} => !stream.timepoint
    %t = stream.timepoint.join max(%ta, %tb, %td) => !stream.timepoint
    %0 = scf.if %c -> (!stream.resource<transient>) {
      scf.yield %a : !stream.resource<transient>
    } else {
      scf.yield %b : !stream.resource<transient>
    }
    %1 = arith.select %c, %0, %b : !stream.resource<transient>
    %2 = arith.select %c, %0, %d : !stream.resource<transient>
    %s0 = stream.resource.size %0 : !stream.resource<transient>
    %s1 = stream.resource.size %1 : !stream.resource<transient>
    %s2 = stream.resource.size %2 : !stream.resource<transient>
    util.return %t, %s0, %s1, %s2 : !stream.timepoint, index, index, index
  }
}

// -----

// CHECK: module @b
// CHECK: util.func public @called(%[[SIZE:[a-z0-9]+]]: index)
// CHECK-NOT: stream.resource.size
// CHECK: %[[ALL:.+]]:4 = util.call @make
// CHECK-NOT: stream.resource.size
// CHECK: util.return %[[ALL]]#0, %[[SIZE]], %[[ALL]]#3 : !stream.timepoint, index, index
module {
  util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
  util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
  util.func private @make(%size: index) -> (!stream.timepoint, !stream.resource<transient>, !stream.resource<transient>, index) {
    %twice = arith.addi %size, %size : index
    %a, %ta = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%size} => !stream.timepoint
    %b, %tb = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%twice} => !stream.timepoint
    %t = stream.timepoint.join max(%ta, %tb) => !stream.timepoint
    util.return %t, %a, %b, %twice : !stream.timepoint, !stream.resource<transient>, !stream.resource<transient>, index
  }
  util.func public @called(%size: index) -> (!stream.timepoint, index, index) {
    %0:4 = util.call @make(%size) : (index) -> (!stream.timepoint, !stream.resource<transient>, !stream.resource<transient>, index)
    %1 = stream.resource.size %0#1 : !stream.resource<transient>
    %2 = stream.resource.size %0#2 : !stream.resource<transient>
    util.return %0#0, %1, %2 : !stream.timepoint, index, index
  }
}

// -----

// What a global is loaded for has the size of all that is stored to it, if that
// is one number, and is asked otherwise.

// CHECK: module @b
// CHECK: util.func public @stored
// CHECK-DAG: %[[SIZE:.+]] = arith.constant 32 : index
// CHECK: %[[ASKED:.+]] = stream.resource.size %{{.*}}sizes
// CHECK-NOT: stream.resource.size
// CHECK: util.return %[[SIZE]], %[[ASKED]] : index, index
module {
  util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
  util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
  util.global private mutable @size : !stream.resource<variable>
  util.global private mutable @sizes : !stream.resource<variable>
  util.initializer {
    %c32 = arith.constant 32 : index
    %c64 = arith.constant 64 : index
    %0 = stream.resource.alloc on(#hal.device.affinity<@a_cpu>) : !stream.resource<variable>{%c32}
    %1 = stream.resource.alloc on(#hal.device.affinity<@a_cpu>) : !stream.resource<variable>{%c64}
    util.global.store %0, @size : !stream.resource<variable>
    util.global.store %1, @sizes : !stream.resource<variable>
    util.return
  }
  util.func public @stored() -> (index, index) {
    %c32 = arith.constant 32 : index
    %0 = util.global.load @size : !stream.resource<variable>
    %1 = util.optimization_barrier %0 : !stream.resource<variable>
    util.global.store %1, @size : !stream.resource<variable>
    %2 = util.global.load @sizes : !stream.resource<variable>
    %3 = stream.resource.alloc on(#hal.device.affinity<@a_cpu>) : !stream.resource<variable>{%c32}
    util.global.store %3, @sizes : !stream.resource<variable>
    %4 = stream.resource.size %1 : !stream.resource<variable>
    %5 = stream.resource.size %2 : !stream.resource<variable>
    util.return %4, %5 : index, index
  }
}

// -----

// The channel of all nodes goes around what the program has of its name.

// CHECK: module @a attributes
// CHECK: util.global private @__weir_nodes_0 : !stream.channel
// CHECK: %[[CHANNEL:.+]] = stream.channel.create on(#hal.device.affinity<@a_cpu>) group("__weir_nodes")
// CHECK: util.global.store %[[CHANNEL]], @__weir_nodes_0 : !stream.channel
// CHECK: util.global private mutable @__weir_nodes = 7 : i32
// CHECK: util.func public @f
// CHECK: util.global.load immutable @__weir_nodes_0 : !stream.channel
// CHECK: util.global.load @__weir_nodes : i32
// CHECK: module @b attributes
module {
  util.global private @a_cpu = #hal.device.target<"local", {node = "a"}, []> : !hal.device
  util.global private @b_cpu = #hal.device.target<"local", {node = "b"}, []> : !hal.device
  util.global private mutable @__weir_nodes = 7 : i32
  util.func public @f() -> (!stream.timepoint, i32) {
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    %a, %ta = stream.resource.alloca uninitialized on(#hal.device.affinity<@a_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
    %b, %tb = stream.resource.alloca uninitialized on(#hal.device.affinity<@b_cpu>) : !stream.resource<transient>{%c64} => !stream.timepoint
    %t = stream.timepoint.join max(%ta, %tb) => !stream.timepoint
    %0 = stream.cmd.execute on(#hal.device.affinity<@a_cpu>) await(%t) => with(%a as %x: !stream.resource<transient>{%c64}, %b as %y: !stream.resource<transient>{%c64}) {
      stream.cmd.copy %x[%c0], %y[%c0], %c64 : !stream.resource<transient>{%c64} -> !stream.resource<transient>{%c64}
    } => !stream.timepoint
    %user = util.global.load @__weir_nodes : i32
    util.return %0, %user : !stream.timepoint, i32
  }
}
