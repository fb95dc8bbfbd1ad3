// RUN: weirc opt --split-input-file --iree-stream-fuse-dispatch-bindings %s | FileCheck %s

// Two bindings are of one resource at both dispatches, the third is not; the
// offsets come before the operands that were there.

#aliased = #stream.resource_config<{
  max_allocation_size = 1073741824, min_buffer_offset_alignment = 16,
  max_buffer_range = 1073741824, min_buffer_range_alignment = 16,
  index_bits = 32, alias_mutable_bindings = true
}>
// CHECK-LABEL: stream.executable private @sum
stream.executable private @sum attributes {stream.resources = #aliased} {
  stream.executable.export public @run
  builtin.module {
    // CHECK: func.func @run(%[[AC:.+]]: !stream.binding, %[[B:.+]]: !stream.binding, %[[OA:.+]]: index, %[[OC:.+]]: index, %[[OB:.+]]: index, %[[N:.+]]: index)
    func.func @run(%a: !stream.binding, %b: !stream.binding, %n: index, %c: !stream.binding) {
      // CHECK-DAG: %[[C0:.+]] = arith.constant 0 : index
      // CHECK-DAG: %[[C32:.+]] = arith.constant 32 : index
      %c0 = arith.constant 0 : index
      %c32 = arith.constant 32 : index
      // CHECK: stream.binding.subspan %[[AC]][%[[OA]]] : !stream.binding -> memref<?xf32>{%[[N]]}
      %0 = stream.binding.subspan %a[%c0] : !stream.binding -> memref<?xf32>{%n}
      // CHECK: %[[SUM:.+]] = arith.addi %[[OB]], %[[C32]] : index
      // CHECK: stream.binding.subspan %[[B]][%[[SUM]]]
      %1 = stream.binding.subspan %b[%c32] : !stream.binding -> memref<?xf32>{%n}
      // CHECK: stream.binding.subspan %[[AC]][%[[OC]]]
      %2 = stream.binding.subspan %c[%c0] : !stream.binding -> memref<?xf32>{%n}
      util.optimization_barrier %0, %1, %2 : memref<?xf32>, memref<?xf32>, memref<?xf32>
      return
    }
  }
}
// CHECK: util.func public @two(%[[X:.+]]: !stream.resource<transient>, %[[Y:.+]]: !stream.resource<external>, %[[XS:.+]]: index, %[[YS:.+]]: index, %[[N:.+]]: index)
util.func public @two(%x: !stream.resource<transient>, %y: !stream.resource<external>, %xs: index, %ys: index, %n: index) -> !stream.timepoint {
  %c16 = arith.constant 16 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  // CHECK: %c128 = 
  // CHECK-NEXT: %[[ZERO:.+]] = arith.constant 0 : index
  // CHECK-NEXT: stream.cmd.execute with(%[[X]] as %[[XC:.+]]: !stream.resource<transient>{%[[XS]]}, %[[Y]] as %[[YC:.+]]: !stream.resource<external>{%[[YS]]})
  %t = stream.cmd.execute with(%x as %xc: !stream.resource<transient>{%xs}, %y as %yc: !stream.resource<external>{%ys}) {
    // CHECK: stream.cmd.dispatch @sum::@run(%c16, %c128, %c64, %[[N]] : index, index, index, index) {
    // CHECK-NEXT: rw %[[XC]][%[[ZERO]] for %[[XS]]] : !stream.resource<transient>{%[[XS]]},
    // CHECK-NEXT: ro %[[YC]][%[[ZERO]] for %[[YS]]] : !stream.resource<external>{%[[YS]]}
    stream.cmd.dispatch @sum::@run(%n : index) {
      ro %xc[%c16 for %c64] : !stream.resource<transient>{%xs},
      ro %yc[%c64 for %c64] : !stream.resource<external>{%ys},
      wo %xc[%c128 for %c64] : !stream.resource<transient>{%xs}
    }
    // All three are one here, but not at the other dispatch.
    // CHECK: stream.cmd.dispatch @sum::@run(%c64, %c16, %c128, %[[N]] : index, index, index, index) {
    // CHECK-NEXT: rw %[[XC]][%[[ZERO]] for %[[XS]]]
    // CHECK-NEXT: ro %[[XC]][%[[ZERO]] for %[[XS]]]
    stream.cmd.dispatch @sum::@run(%n : index) {
      ro %xc[%c64 for %c64] : !stream.resource<transient>{%xs},
      ro %xc[%c128 for %c64] : !stream.resource<transient>{%xs},
      wo %xc[%c16 for %c64] : !stream.resource<transient>{%xs}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}

// -----

// What is written keeps its own binding unless that is allowed; the attributes
// of arguments go where the arguments go.

stream.executable private @copy {
  stream.executable.export public @run
  builtin.module {
    // CHECK: func.func @run(%[[R:.+]]: !stream.binding, %[[W:.+]]: !stream.binding, %{{.+}}: index, %{{.+}}: index, %{{.+}}: index, %{{.+}}: i32 {stream.values = [1 : i32]})
    func.func @run(%k: i32 {stream.values = [1 : i32]}, %a: !stream.binding, %b: !stream.binding, %c: !stream.binding) {
      return
    }
  }
}
// CHECK-LABEL: util.func public @apart
util.func public @apart(%r: !stream.resource<transient>, %size: index, %k: i32) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  %t = stream.cmd.execute with(%r as %rc: !stream.resource<transient>{%size}) {
    // CHECK: stream.cmd.dispatch @copy::@run(%c0, %c64, %c128, %{{.+}} : index, index, index, i32) {
    // CHECK-NEXT: ro %[[RC:.+]][%{{.+}} for %[[SIZE:.+]]] : !stream.resource<transient>{%[[SIZE]]},
    // CHECK-NEXT: wo %[[RC]][%{{.+}} for %[[SIZE]]] : !stream.resource<transient>{%[[SIZE]]}
    // CHECK-NEXT: }
    stream.cmd.dispatch @copy::@run(%k : i32) {
      ro %rc[%c0 for %c64] : !stream.resource<transient>{%size},
      ro %rc[%c64 for %c64] : !stream.resource<transient>{%size},
      wo %rc[%c128 for %c64] : !stream.resource<transient>{%size}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}

// -----

// A dispatch that chooses between entry points hands all the same.

stream.executable private @one {
  stream.executable.export public @run
  builtin.module {
    // CHECK: func.func @run(%{{[^,]+}}: !stream.binding, %{{[^,]+}}: !stream.binding) {
    func.func @run(%a: !stream.binding, %b: !stream.binding) { return }
  }
}
stream.executable private @other {
  stream.executable.export public @run
  builtin.module {
    // CHECK: func.func @run(%{{[^,]+}}: !stream.binding, %{{[^,]+}}: !stream.binding) {
    func.func @run(%a: !stream.binding, %b: !stream.binding) { return }
  }
}
// CHECK-LABEL: util.func public @choice
util.func public @choice(%r: !stream.resource<transient>, %size: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %t = stream.cmd.execute with(%r as %rc: !stream.resource<transient>{%size}) {
    // CHECK: stream.cmd.dispatch {@one::@run, @other::@run} {
    stream.cmd.dispatch {@one::@run, @other::@run} {
      ro %rc[%c0 for %c64] : !stream.resource<transient>{%size},
      ro %rc[%c64 for %c64] : !stream.resource<transient>{%size}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}
