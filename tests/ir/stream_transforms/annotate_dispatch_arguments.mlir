// RUN: weirc opt --split-input-file --iree-stream-annotate-dispatch-arguments %s | FileCheck %s

// Values from all dispatches, through select, globals and calls; in order.

stream.executable private @ex {
  stream.executable.export public @f
  builtin.module {
    // CHECK: func.func @f(
    // CHECK-SAME: %{{.+}}: i32 {stream.values = [3 : i32, 7 : i32, -1 : i32]},
    // CHECK-SAME: %{{.+}}: index {stream.alignment = 4 : index, stream.values = [0 : index, 4 : index, 24 : index]},
    // CHECK-SAME: %{{.+}}: index {stream.alignment = 16 : index, stream.values = [16 : index, 32 : index]},
    // CHECK-SAME: %{{[^,{]+}}: index,
    // CHECK-SAME: %{{.+}}: !stream.binding {stream.alignment = 64 : index})
    func.func @f(%a: i32, %b: index, %c: index, %d: index, %binding: !stream.binding) { return }
  }
}
util.global private mutable @g = 16 : index
util.func public @store() {
  %c32 = arith.constant 32 : index
  util.global.store %c32, @g : index
  util.return
}
util.func private @four(%x: index) -> index {
  util.return %x : index
}
util.func public @dispatches(%r: !stream.resource<transient>, %size: index, %which: i1, %any: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c24 = arith.constant 24 : index
  %c3 = arith.constant 3 : i32
  %c7 = arith.constant 7 : i32
  %cm1 = arith.constant -1 : i32
  %sel = arith.select %which, %cm1, %c3 : i32
  %four = util.call @four(%c4) : (index) -> index
  %g = util.global.load @g : index
  %t = stream.cmd.execute with(%r as %rc: !stream.resource<transient>{%size}) {
    stream.cmd.dispatch @ex::@f(%c7, %c0, %g, %c0 : i32, index, index, index) {
      rw %rc[%c0 for %size] : !stream.resource<transient>{%size}
    }
    stream.cmd.dispatch @ex::@f(%sel, %four, %g, %any : i32, index, index, index) {
      rw %rc[%c0 for %size] : !stream.resource<transient>{%size}
    }
    stream.cmd.dispatch @ex::@f(%sel, %c24, %g, %any : i32, index, index, index) {
      rw %rc[%c0 for %size] : !stream.resource<transient>{%size}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}

// -----

// Alignments from util.align and constants; what is computed says nothing of
// operands, and of offsets that they are aligned as the config wants them.

#config = #stream.resource_config<{
  max_allocation_size = 1073741824, min_buffer_offset_alignment = 32,
  max_buffer_range = 1073741824, min_buffer_range_alignment = 32,
  index_bits = 32
}>
stream.executable private @ex attributes {stream.resources = #config} {
  stream.executable.export public @f
  builtin.module {
    // CHECK: func.func @f(
    // CHECK-SAME: %{{[^,]+}}: index {stream.alignment = 16 : index},
    // CHECK-SAME: %{{[^,{]+}}: index,
    // CHECK-SAME: %{{[^,{]+}}: index,
    // CHECK-SAME: %{{[^,]+}}: !stream.binding {stream.alignment = 8 : index},
    // CHECK-SAME: %{{[^,{]+}}: !stream.binding,
    // CHECK-SAME: %{{[^,]+}}: !stream.binding {stream.alignment = 32 : index})
    func.func @f(%a: index, %b: index, %c: index, %x: !stream.binding, %y: !stream.binding, %z: !stream.binding) { return }
  }
}
util.func public @aligned(%r: !stream.resource<transient>, %size: index, %any: index) -> !stream.timepoint {
  %c8 = arith.constant 8 : index
  %c16 = arith.constant 16 : index
  %c48 = arith.constant 48 : index
  %c64 = arith.constant 64 : index
  %al = util.align %any, %c64 : index
  %al_any = util.align %c48, %any : index
  %product = arith.muli %any, %c16 : index
  %t = stream.cmd.execute with(%r as %rc: !stream.resource<transient>{%size}) {
    stream.cmd.dispatch @ex::@f(%al, %al_any, %product : index, index, index) {
      ro %rc[%c8 for %c16] : !stream.resource<transient>{%size},
      ro %rc[%any for %c16] : !stream.resource<transient>{%size},
      ro %rc[%product for %c16] : !stream.resource<transient>{%size}
    }
    stream.cmd.dispatch @ex::@f(%c48, %al, %al : index, index, index) {
      ro %rc[%al for %c16] : !stream.resource<transient>{%size},
      ro %rc[%al for %c16] : !stream.resource<transient>{%size},
      ro %rc[%al for %c16] : !stream.resource<transient>{%size}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}
