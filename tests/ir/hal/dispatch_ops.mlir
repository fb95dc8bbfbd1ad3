// RUN: weirc opt --split-input-file --hal-conversion %s | FileCheck %s

// Which variant the device takes is asked when the program runs.

#arm = #hal.executable.target<"llvm-cpu", "embedded-elf-arm_64">
#x86 = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#layout = #hal.pipeline.layout<push_constants = 2, sets = [<0, bindings = [<4, storage_buffer>]>, <1, bindings = [<5, storage_buffer>]>]>
util.global private @device : !hal.device
hal.executable private @ex {
  hal.executable.variant public @arm target(#arm) {
    hal.executable.condition(%device: !hal.device) -> i1 {
      %ok, %value = hal.device.query<%device : !hal.device> key("some" :: "feature") : i1, i32
      hal.return %ok : i1
    }
    hal.executable.export public @run ordinal(0) layout(#layout) attributes {hal.interface.bindings = [#hal.interface.binding<0, 4>, #hal.interface.binding<1, 5>]} {
    ^bb0(%device: !hal.device, %w: index):
      %c1 = arith.constant 1 : index
      hal.return %w, %c1, %c1 : index, index, index
    }
  }
  hal.executable.variant public @x86 target(#x86) {
    hal.executable.export public @run ordinal(0) layout(#layout) attributes {hal.interface.bindings = [#hal.interface.binding<0, 4>, #hal.interface.binding<1, 5>]} {
    ^bb0(%device: !hal.device, %w: index):
      %c1 = arith.constant 1 : index
      hal.return %w, %c1, %c1 : index, index, index
    }
  }
}
// CHECK-LABEL: @choice
// CHECK-SAME: (%[[BUFFER:.+]]: !hal.buffer, %[[SIZE:.+]]: index, %[[K0:.+]]: i32, %[[K1:.+]]: i32)
util.func public @choice(%r: !stream.resource<transient>, %n: index, %k0: i32, %k1: i32) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  // CHECK: %[[GLOBAL:.+]] = util.global.load immutable @device
  // CHECK: %[[CMD:.+]] = hal.command_buffer.create device(%[[GLOBAL]]
  // CHECK: %[[DEVICE:.+]] = hal.command_buffer.device<%[[CMD]] : !hal.command_buffer> : !hal.device
  // CHECK: %{{.+}}, %[[FORMAT0:.+]] = hal.device.query<%[[DEVICE]] : !hal.device> key("hal.executable.format" :: "embedded-elf-arm_64") : i1, i1 = false
  // CHECK: %[[OWN:.+]] = scf.execute_region -> i1 {
  // CHECK: %[[FEATURE:.+]], %{{.+}} = hal.device.query<%[[DEVICE]] : !hal.device> key("some" :: "feature")
  // CHECK: scf.yield %[[FEATURE]]
  // CHECK: %[[FITS0:.+]] = arith.andi %[[FORMAT0]], %[[OWN]]
  // CHECK: %{{.+}}, %[[FITS1:.+]] = hal.device.query<%[[DEVICE]] : !hal.device> key("hal.executable.format" :: "embedded-elf-x86_64") : i1, i1 = false
  // CHECK: %[[NONE:.+]] = arith.constant -1
  // CHECK: %[[SECOND:.+]] = arith.select %[[FITS1]], %{{.+}}, %[[NONE]]
  // CHECK: %[[FIRST:.+]] = arith.select %[[FITS0]], %{{.+}}, %[[SECOND]]
  // CHECK: scf.index_switch %[[FIRST]]
  // CHECK-NEXT: case 0 {
  // CHECK: %[[LAYOUT:.+]] = hal.pipeline_layout.lookup device(%[[DEVICE]]
  // CHECK: hal.command_buffer.push_constants<%[[CMD]] : !hal.command_buffer> layout(%[[LAYOUT]] : !hal.pipeline_layout) offset(0) values([%[[K0]], %[[K1]]])
  // CHECK: %[[C4:.+]] = arith.constant 4
  // CHECK: hal.command_buffer.push_descriptor_set<%[[CMD]] : !hal.command_buffer> layout(%[[LAYOUT]] : !hal.pipeline_layout)
  // CHECK-NEXT: %[[C4]] = (%[[BUFFER]] : !hal.buffer)[%c0, %[[SIZE]]]
  // CHECK: %[[C5:.+]] = arith.constant 5
  // CHECK: hal.command_buffer.push_descriptor_set<%[[CMD]] : !hal.command_buffer> layout(%[[LAYOUT]] : !hal.pipeline_layout)
  // CHECK-NEXT: %[[C5]] = (%[[BUFFER]] : !hal.buffer)[%c8, %[[SIZE]]]
  // CHECK: %[[ONE:.+]] = arith.constant 1
  // CHECK: %[[EXE:.+]] = hal.executable.lookup device(%[[DEVICE]] : !hal.device) executable(@ex)
  // CHECK: %[[ORDINAL:.+]] = hal.executable.export.ordinal target(@ex::@arm::@run)
  // CHECK: hal.command_buffer.dispatch<%[[CMD]] : !hal.command_buffer> target(%[[EXE]] : !hal.executable)[%[[ORDINAL]]] workgroups([%[[SIZE]], %[[ONE]], %[[ONE]]]) flags("None")
  // CHECK-NEXT: scf.yield
  // CHECK: case 1 {
  // CHECK: target(@ex::@x86::@run)
  // CHECK: default {
  // CHECK: hal.command_buffer.execution_barrier
  %t = stream.cmd.execute on(#hal.device.affinity<@device>) with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.dispatch {@ex::@arm::@run, @ex::@x86::@run}[%n](%k0, %k1 : i32, i32) {
      ro %p[%c0 for %n] : !stream.resource<transient>{%n},
      wo %p[%c8 for %n] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}

// -----

// There is one variant only: nothing is asked. Memory commands are ordered.

#x86 = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#layout = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>
util.global private @device : !hal.device
hal.executable private @ex {
  hal.executable.variant public @x86 target(#x86) {
    hal.executable.export public @run ordinal(0) layout(#layout)
  }
}
// CHECK-LABEL: @only
util.func public @only(%r: !stream.resource<transient>, %n: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  // CHECK-NOT: hal.device.query
  // CHECK-NOT: scf.index_switch
  // CHECK: hal.command_buffer.create
  // CHECK-NEXT: hal.command_buffer.execution_barrier
  // CHECK-NEXT: hal.command_buffer.execution_barrier
  // CHECK-NEXT: hal.command_buffer.execution_barrier
  // CHECK-NEXT: %[[DEVICE:.+]] = hal.command_buffer.device
  // CHECK: hal.executable.lookup device(%[[DEVICE]]
  // CHECK: hal.command_buffer.dispatch<
  %t = stream.cmd.execute on(#hal.device.affinity<@device>) with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.flush %p[%c0 for %n] : !stream.resource<transient>{%n}
    stream.cmd.invalidate %p[%c0 for %n] : !stream.resource<transient>{%n}
    stream.cmd.discard %p[%c0 for %n] : !stream.resource<transient>{%n}
    stream.cmd.dispatch @ex::@x86::@run[%n] {
      ro %p[%c0 for %n] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}
