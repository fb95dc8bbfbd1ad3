// RUN: weirc opt --hal-dump-executable-benchmarks='path=-' %s | FileCheck %s
// RUN: rm -rf %t.folder && weirc opt --iree-hal-dump-executable-benchmarks='path=%t.folder' %s > %t.out
// RUN: weirc opt %t.folder/module_ex_cpu_benchmark.mlir | FileCheck %s
// RUN: not ls %t.folder/module_unused_cpu_benchmark.mlir
// RUN: rm -rf %t.folder

#target = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#layout = #hal.pipeline.layout<push_constants = 2, sets = [<0, bindings = [<0, storage_buffer, ReadOnly>]>, <1, bindings = [<3, storage_buffer>]>]>

// CHECK: util.global private @device_a
util.global private @device_a = #hal.device.target<"local", [#target]> : !hal.device

// CHECK: hal.executable private @ex
// CHECK-NEXT: hal.executable.variant public @cpu
// CHECK-NOT: hal.executable private @unused

// Each workload and affinity has a buffer and a function of its own, and runs
// where the dispatch runs.

// CHECK: util.global private mutable @ex_cpu_f_100x2_buffer : !hal.buffer
// CHECK-NEXT: util.initializer {
// CHECK: %[[DEVICE:.+]], %[[QUEUES:.+]] = hal.device.resolve on({{.*}}<@device_a, [1]>) : !hal.device, i64
// CHECK: %[[ALLOCATOR:.+]] = hal.device.allocator<%[[DEVICE]] : !hal.device> : !hal.allocator
// CHECK: %[[SIZE:.+]] = arith.constant 768 : index
// CHECK: %[[BUFFER:.+]] = hal.allocator.allocate<%[[ALLOCATOR]] : !hal.allocator> affinity(%[[QUEUES]]) type("DeviceVisible|DeviceLocal") usage("TransferSource|TransferTarget|Transfer|DispatchStorageRead|DispatchStorageWrite|DispatchStorage") : !hal.buffer{%[[SIZE]]}
// CHECK: util.global.store %[[BUFFER]], @ex_cpu_f_100x2_buffer

// CHECK: util.func public @ex_cpu_f_100x2(%[[BATCH:.+]]: i32)
// CHECK-SAME: attributes {iree.abi.stub, iree.reflection = {iree.benchmark = "dispatch"}}
// CHECK: %[[TIMES:.+]] = arith.index_cast %[[BATCH]] : i32 to index
// CHECK: %[[DEVICE:.+]], %[[QUEUES:.+]] = hal.device.resolve on({{.*}}<@device_a, [1]>) : !hal.device, i64
// CHECK: %[[CMD:.+]] = hal.command_buffer.create device(%[[DEVICE]] : !hal.device) mode("OneShot|AllowInlineExecution") categories(Dispatch) affinity(%[[QUEUES]])
// CHECK: %[[LAYOUT:.+]] = hal.pipeline_layout.lookup device(%[[DEVICE]] : !hal.device)
// CHECK: %[[K0:.+]] = arith.constant 7 : i32
// CHECK: %[[K1:.+]] = arith.constant 9 : i32
// CHECK: hal.command_buffer.push_constants<%[[CMD]] : !hal.command_buffer> layout(%[[LAYOUT]] : !hal.pipeline_layout) offset(0) values([%[[K0]], %[[K1]]])
// CHECK: %[[BUFFER:.+]] = util.global.load @ex_cpu_f_100x2_buffer : !hal.buffer
// CHECK: hal.command_buffer.push_descriptor_set<%[[CMD]] : !hal.command_buffer> layout(%[[LAYOUT]] : !hal.pipeline_layout)[%c0] bindings([
// CHECK-NEXT: %c0 = (%[[BUFFER]] : !hal.buffer)[%c0, %c300]
// CHECK: hal.command_buffer.push_descriptor_set<%[[CMD]] : !hal.command_buffer> layout(%[[LAYOUT]] : !hal.pipeline_layout)[%c1] bindings([
// CHECK-NEXT: %c3 = (%[[BUFFER]] : !hal.buffer)[%c512, %c4]
// CHECK: %[[X:.+]], %[[Y:.+]], %[[Z:.+]] = hal.executable.calculate_workgroups device(%[[DEVICE]] : !hal.device) target(@ex::@cpu::@f) workload([%c100, %c2])
// CHECK: %[[EXE:.+]] = hal.executable.lookup device(%[[DEVICE]] : !hal.device) executable(@ex)
// CHECK: %[[ORDINAL:.+]] = hal.executable.export.ordinal target(@ex::@cpu::@f)
// CHECK: scf.for %{{.+}} = %c0 to %[[TIMES]] step %c1 {
// CHECK-NEXT: hal.command_buffer.dispatch<%[[CMD]] : !hal.command_buffer> target(%[[EXE]] : !hal.executable)[%[[ORDINAL]]] workgroups([%[[X]], %[[Y]], %[[Z]]])
// CHECK-NEXT: hal.command_buffer.execution_barrier<%[[CMD]] : !hal.command_buffer> source("Dispatch|CommandRetire") target("CommandIssue|Dispatch")
// CHECK-NEXT: }
// CHECK: hal.command_buffer.finalize<%[[CMD]]
// CHECK: %[[WAIT:.+]] = util.null : !hal.fence
// CHECK: %[[SIGNAL:.+]] = hal.fence.create device(%[[DEVICE]] : !hal.device)
// CHECK: hal.device.queue.execute<%[[DEVICE]] : !hal.device> affinity(%[[QUEUES]]) wait(%[[WAIT]]) signal(%[[SIGNAL]]) commands([%[[CMD]]])
// CHECK: %[[STATUS:.+]] = hal.fence.await until([%[[SIGNAL]]])
// CHECK: util.status.check_ok %[[STATUS]]
// CHECK: util.return

// CHECK: util.global private mutable @ex_cpu_f_5x2_buffer : !hal.buffer
// CHECK: util.func public @ex_cpu_f_5x2(
// CHECK: hal.device.resolve on({{.*}}<@device_a>) : !hal.device, i64
// CHECK: util.func public @ex_cpu_f_5x2_{{[0-9]+}}(
// CHECK: hal.device.resolve on({{.*}}<@device_a, [2]>) : !hal.device, i64
// CHECK-NOT: _benchmark
// CHECK-NOT: @ex_cpu_f_8
hal.executable private @ex {
  hal.executable.variant public @cpu target(#target) {
    hal.executable.export public @f ordinal(0) layout(#layout) attributes {hal.interface.bindings = [#hal.interface.binding<0, 0>, #hal.interface.binding<1, 3>]}
  }
}
hal.executable private @unused {
  hal.executable.variant public @cpu target(#target) {
    hal.executable.export public @g ordinal(0) layout(#layout)
  }
}

util.func public @main(%r: !stream.resource<transient>, %n: index) -> (!stream.timepoint, !stream.timepoint, !stream.timepoint, !stream.timepoint) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %c8 = arith.constant 8 : index
  %c100 = arith.constant 100 : index
  %c300 = arith.constant 300 : index
  %k0 = arith.constant 7 : i32
  %k1 = arith.constant 9 : i32
  %t0 = stream.cmd.execute on(#hal.device.affinity<@device_a, [1]>) with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.dispatch @ex::@cpu::@f[%c100, %c2](%k0, %k1 : i32, i32) {
      ro %p[%c0 for %c300] : !stream.resource<transient>{%n},
      rw %p[%c0 for %c4] : !stream.resource<transient>{%n}
    }
    stream.cmd.dispatch @ex::@cpu::@f[%c100, %c2](%k0, %k1 : i32, i32) {
      ro %p[%c0 for %c300] : !stream.resource<transient>{%n},
      rw %p[%c0 for %c4] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  %t1 = stream.cmd.execute on(#hal.device.affinity<@device_a>) with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.dispatch @ex::@cpu::@f[%c5, %c2](%k0, %k1 : i32, i32) {
      ro %p[%c0 for %c300] : !stream.resource<transient>{%n},
      rw %p[%c0 for %c4] : !stream.resource<transient>{%n}
    }
    // What it binds is not known.
    stream.cmd.dispatch @ex::@cpu::@f[%c8, %c2](%k0, %k1 : i32, i32) {
      ro %p[%c0 for %n] : !stream.resource<transient>{%n},
      rw %p[%c0 for %c4] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  %t2 = stream.cmd.execute on(#hal.device.affinity<@device_a, [2]>) with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.dispatch @ex::@cpu::@f[%c5, %c2](%k0, %k1 : i32, i32) {
      ro %p[%c0 for %c300] : !stream.resource<transient>{%n},
      rw %p[%c0 for %c4] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  // It may run anywhere.
  %t3 = stream.cmd.execute with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.dispatch @ex::@cpu::@f[%c8, %c8](%k0, %k1 : i32, i32) {
      ro %p[%c0 for %c300] : !stream.resource<transient>{%n},
      rw %p[%c0 for %c4] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  util.return %t0, %t1, %t2, %t3 : !stream.timepoint, !stream.timepoint, !stream.timepoint, !stream.timepoint
}
