// RUN: weirc opt --pass-pipeline='builtin.module(util.func(iree-stream-layout-slices,iree-stream-pack-constants),iree-stream-pack-dispatch-operands)' %s | FileCheck %s --check-prefixes=CHECK,USUAL
// RUN: weirc opt --pass-pipeline='builtin.module(util.func(iree-stream-layout-slices,iree-stream-pack-constants),iree-stream-pack-dispatch-operands)' \
// RUN:   --iree-stream-resource-min-offset-alignment=16 --iree-stream-resource-index-bits=64 \
// RUN:   --iree-stream-resource-max-allocation-size=32 --iree-stream-resource-memory-model=unified %s | FileCheck %s --check-prefixes=CHECK,FLAGS
// RUN: not weirc opt --iree-stream-resource-min-offset-alignment=24 --iree-stream-layout-slices %s 2>&1 | FileCheck %s --check-prefix=ODD
// RUN: not weirc opt --iree-stream-resource-index-bits=many --iree-stream-pack-dispatch-operands %s 2>&1 | FileCheck %s --check-prefix=MANY
// RUN: not weirc opt --iree-stream-resource-memory-model=cloud --iree-stream-pack-constants %s 2>&1 | FileCheck %s --check-prefix=CLOUD

// Where a program says nothing of the resources, flags do.

// ODD: stream-resource-min-offset-alignment is a power of two, not 24
// MANY: stream-resource-index-bits is a number from 8 on, not 'many'
// CLOUD: stream-resource-memory-model cannot be 'cloud'

// CHECK-LABEL: @slices
util.func private @slices() -> (index, index) {
  %c20 = arith.constant 20 : index
  // USUAL-DAG: %[[AT:.+]] = arith.constant 64
  // USUAL-DAG: %[[ALL:.+]] = arith.constant 128
  // FLAGS-DAG: %[[AT:.+]] = arith.constant 32
  // FLAGS-DAG: %[[ALL:.+]] = arith.constant 64
  %0:3 = stream.resource.pack slices({
    [0, 1] = %c20,
    [1, 2] = %c20
  }) : index
  // CHECK: util.return %[[AT]], %[[ALL]]
  util.return %0#2, %0#0 : index, index
}

// What the program says holds.

// CHECK-LABEL: @said
util.func private @said() -> index attributes {stream.resources = #stream.resource_config<{max_allocation_size = 1024, min_buffer_offset_alignment = 8, max_buffer_range = 1024, min_buffer_range_alignment = 8, index_bits = 32}>} {
  %c20 = arith.constant 20 : index
  // CHECK: %[[ALL:.+]] = arith.constant 48
  %0:3 = stream.resource.pack slices({
    [0, 1] = %c20,
    [1, 2] = %c20
  }) : index
  // CHECK: util.return %[[ALL]]
  util.return %0#0 : index
}

// Constants that do not fit share no buffer; in unified memory, parameters are
// used where they are.

// CHECK-LABEL: @constants
util.func private @constants() -> !stream.timepoint {
  %c20 = arith.constant 20 : index
  // USUAL-COUNT-1: util.buffer.constant {alignment = 64 : index}
  // USUAL-NOT: util.buffer.constant
  // USUAL: stream.parameter.gather
  // FLAGS-COUNT-2: util.buffer.constant {alignment = 16 : index}
  // FLAGS: stream.parameter.load
  %0:4, %t = stream.resource.constants :
    !stream.resource<constant>{%c20} = dense<1> : tensor<20xi8>,
    !stream.resource<constant>{%c20} = dense<2> : tensor<20xi8>,
    !stream.resource<constant>{%c20} = #stream.parameter.named<"a"> : vector<20xi8>,
    !stream.resource<constant>{%c20} = #stream.parameter.named<"b"> : vector<20xi8>
    => !stream.timepoint
  util.return %t : !stream.timepoint
}

stream.executable private @ex {
  stream.executable.export public @f
  builtin.module {
    // CHECK-LABEL: func.func @f
    // USUAL-SAME: (%{{[^,]+}}: i32, %{{[^,]+}}: !stream.binding)
    // FLAGS-SAME: (%{{[^,]+}}: i32, %{{[^,]+}}: i32, %{{[^,]+}}: !stream.binding)
    func.func @f(%n: index, %b: !stream.binding) {
      return
    }
  }
}

// CHECK-LABEL: @operands
util.func private @operands(%r: !stream.resource<external>, %n: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  // USUAL: arith.index_castui %{{.+}} : index to i32
  // FLAGS: arith.index_castui %{{.+}} : index to i64
  // CHECK: stream.cmd.execute
  %t = stream.cmd.execute with(%r as %a: !stream.resource<external>{%n}) {
    stream.cmd.dispatch @ex::@f(%n : index) {
      rw %a[%c0 for %n] : !stream.resource<external>{%n}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}
