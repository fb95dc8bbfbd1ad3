// RUN: weirc opt --allow-unregistered-dialect --split-input-file --verify-diagnostics --hal-materialize-interfaces %s | FileCheck %s

// Two devices take different code: a variant for each, and each dispatch names
// the one of its own device.

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#arm = #hal.executable.target<"llvm-cpu", "embedded-elf-arm_64">

// CHECK-DAG: #[[LAYOUT:.+]] = #hal.pipeline.layout<push_constants = 2, sets = [<0, bindings = [<0, storage_buffer, ReadOnly>, <1, storage_buffer>]>]>

util.global private @a = #hal.device.target<"local", [#cpu]> : !hal.device
util.global private @b = #hal.device.target<"local", [#arm]> : !hal.device

// CHECK: hal.executable private @ex
// CHECK: hal.executable.variant public @embedded_elf_arm_64 target
// CHECK: hal.executable.variant public @embedded_elf_x86_64 target(#executable_target_embedded_elf_x86_64_)
// CHECK: hal.executable.export public @run ordinal(0) layout(#[[LAYOUT]]) attributes {hal.interface.bindings = [#hal.interface.binding<0, 0>, #hal.interface.binding<0, 1>]}
// CHECK: ^bb0(%{{.+}}: !hal.device, %[[W0:.+]]: index, %[[W1:.+]]: index):
// CHECK: hal.return %[[W0]], %[[W1]], %[[W0]] : index, index, index
// CHECK: builtin.module
// CHECK: func.func @run() {
// CHECK-DAG: %[[SIZE:.+]] = hal.interface.constant.load[0] values([4 : index, 8 : index]) : index
// CHECK-DAG: %[[SCALE:.+]] = hal.interface.constant.load[1] : i32
// CHECK: hal.interface.binding.subspan set(0) binding(0) type(storage_buffer) alignment(64) offset(%{{.+}}) flags(ReadOnly) : !flow.dispatch.tensor<readonly:tensor<?xf32>>{%[[SIZE]]}
// CHECK: hal.interface.binding.subspan set(0) binding(1) type(storage_buffer) offset(%{{.+}}) : memref<4xf32>
// CHECK: "test.use"(%[[SCALE]])
// CHECK-NOT: stream.executable
stream.executable private @ex {
  stream.executable.export public @run as("entry") workgroups(%x: index, %y: index) -> (index, index, index) {
    stream.return %x, %y, %x : index, index, index
  }
  builtin.module {
    func.func @run(%size: index {stream.values = [4 : index, 8 : index]},
                   %in: !stream.binding {stream.alignment = 64 : index},
                   %scale: i32, %out: !stream.binding) {
      %c0 = arith.constant 0 : index
      %0 = stream.binding.subspan %in[%c0] : !stream.binding -> !flow.dispatch.tensor<readonly:tensor<?xf32>>{%size}
      %1 = stream.binding.subspan %out[%c0] : !stream.binding -> memref<4xf32>
      "test.use"(%0, %1) : (!flow.dispatch.tensor<readonly:tensor<?xf32>>, memref<4xf32>) -> ()
      "test.use"(%scale) : (i32) -> ()
      return
    }
  }
}

// CHECK-LABEL: @main
util.func public @main(%r: !stream.resource<transient>, %n: index, %k: i32) -> (!stream.timepoint, !stream.timepoint) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: stream.cmd.dispatch @ex::@embedded_elf_x86_64::@run[
  %t0 = stream.cmd.execute on(#hal.device.affinity<@a>) with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.dispatch @ex::@entry[%c1, %c1](%n, %k : index, i32) {
      ro %p[%c0 for %n] : !stream.resource<transient>{%n},
      rw %p[%c0 for %n] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  // CHECK: stream.cmd.dispatch @ex::@embedded_elf_arm_64::@run[
  %t1 = stream.cmd.execute on(#hal.device.affinity<@b>) with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.dispatch @ex::@entry[%c1, %c1](%n, %k : index, i32) {
      ro %p[%c0 for %n] : !stream.resource<transient>{%n},
      wo %p[%c0 for %n] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  util.return %t0, %t1 : !stream.timepoint, !stream.timepoint
}

// -----

// A device that may be either of two needs both.

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#arm = #hal.executable.target<"llvm-cpu", "embedded-elf-arm_64">
util.global private @a = #hal.device.select<[
  #hal.device.target<"x", [#cpu]> : !hal.device,
  #hal.device.target<"y", [#arm]> : !hal.device
]> : !hal.device

stream.executable private @ex {
  stream.executable.export public @entry
  builtin.module {
    func.func @entry(%in: !stream.binding) {
      return
    }
  }
}

// CHECK-LABEL: @main
util.func public @main(%r: !stream.resource<transient>, %n: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  // CHECK: stream.cmd.dispatch {@ex::@embedded_elf_arm_64::@entry, @ex::@embedded_elf_x86_64::@entry} {
  %t0 = stream.cmd.execute on(#hal.device.affinity<@a>) with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.dispatch @ex::@entry {
      ro %p[%c0 for %n] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  util.return %t0 : !stream.timepoint
}

// -----

// What is public may be dispatched on any device; objects are those for the
// target; names of formats become symbols.

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64", {cpu = "x"}>
#odd = #hal.executable.target<"llvm-cpu", "Odd+Format">
#general = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#other = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64", {cpu = "y"}>
util.global private @a = #hal.device.target<"x", [#odd]> : !hal.device
util.global private @b = #hal.device.target<"y", [#cpu]> : !hal.device

// CHECK: hal.executable public @shared
// CHECK: hal.executable.variant public @embedded_elf_x86_64 target({{.+}}) objects([#hal.executable.object<{path = "a.o"}>, #hal.executable.object<{path = "b.o"}>])
// CHECK: hal.executable.variant public @odd_format target({{.+}}) {
stream.executable public @shared attributes {hal.executable.objects = #hal.executable.objects<{
  #general = [#hal.executable.object<{path = "a.o"}>],
  #other = [#hal.executable.object<{path = "wrong.o"}>],
  #cpu = [#hal.executable.object<{path = "b.o"}>]
}>} {
  stream.executable.export public @entry
  builtin.module {
    func.func @entry() {
      return
    }
  }
}

// CHECK-LABEL: @main
util.func public @main(%r: !stream.resource<transient>, %n: index) -> !stream.timepoint {
  // CHECK: stream.cmd.dispatch @shared::@odd_format::@entry {
  %c0 = arith.constant 0 : index
  %t0 = stream.cmd.execute on(#hal.device.affinity<@a>) with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.dispatch @shared::@entry {
      ro %p[%c0 for %n] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  util.return %t0 : !stream.timepoint
}

// -----

// Functions ask for their workgroup the way hal has it; what comes of no use
// goes.

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
util.global private @a = #hal.device.target<"x", [#cpu]> : !hal.device

// CHECK-LABEL: hal.executable private @ex
// CHECK: func.func @entry() {
// CHECK-NEXT: %[[ID:.+]] = hal.interface.workgroup.id[0] : index
// CHECK-NEXT: %[[COUNT:.+]] = hal.interface.workgroup.count[1] : index
// CHECK-NEXT: %[[SIZE:.+]] = hal.interface.workgroup.size[2] : index
// CHECK-NEXT: "test.use"(%[[ID]], %[[COUNT]], %[[SIZE]])
// CHECK-NEXT: return
stream.executable private @ex {
  stream.executable.export public @entry workgroups(%x: index) -> (index, index, index) {
    // CHECK-NOT: stream.return
    stream.return %x, %x, %x : index, index, index
  }
  builtin.module {
    func.func @entry(%unused: i32, %in: !stream.binding) {
      %c0 = arith.constant 0 : index
      %none = stream.binding.subspan %in[%c0] : !stream.binding -> memref<4xf32>
      %0 = stream.dispatch.workgroup.id[0] : index
      %1 = stream.dispatch.workgroup.count[1] : index
      %2 = stream.dispatch.workgroup.size[2] : index
      "test.use"(%0, %1, %2) : (index, index, index) -> ()
      return
    }
  }
}

// -----

// Code from elsewhere has its layout said.

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#layout = #hal.pipeline.layout<push_constants = 1, sets = [<0, bindings = [<3, storage_buffer>]>]>
util.global private @a = #hal.device.target<"x", [#cpu]> : !hal.device

// CHECK: hal.executable private @ex
// CHECK: hal.executable.variant public @embedded_elf_x86_64 target(#{{.+}}) objects([#hal.executable.object<{path = "k.o"}>]) {
// CHECK-NEXT: hal.executable.export public @entry ordinal(0) layout(#{{.+}}) attributes {hal.interface.bindings = [#hal.interface.binding<0, 3>]}
// CHECK-NOT: builtin.module
stream.executable private @ex attributes {hal.executable.objects = #hal.executable.objects<{#cpu = [#hal.executable.object<{path = "k.o"}>]}>} {
  stream.executable.export public @entry attributes {hal.interface.layout = #layout}
}

// -----

// A count that asks the device has it as an argument already; the workload is
// the rest. What is no layout says nothing.

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
util.global private @a = #hal.device.target<"x", [#cpu]> : !hal.device

// CHECK-LABEL: hal.executable private @asks
// CHECK: hal.executable.export public @entry ordinal(0) layout(#{{.+}}) attributes {hal.interface.bindings = [#hal.interface.binding<0, 0>]} {
// CHECK-NEXT: ^bb0(%[[DEVICE:.+]]: !hal.device, %[[W:.+]]: index):
// CHECK-NEXT: %{{.+}}, %[[V:.+]] = hal.device.query<%[[DEVICE]] : !hal.device>
// CHECK-NEXT: hal.return %[[W]], %[[V]], %[[W]] : index, index, index
stream.executable private @asks {
  stream.executable.export public @entry workgroups(%device: !hal.device, %w: index) -> (index, index, index) {
    %ok, %v = hal.device.query<%device : !hal.device> key("a" :: "b") : i1, index = 3 : index
    stream.return %w, %v, %w : index, index, index
  } attributes {hal.interface.layout = 3 : i32}
  builtin.module {
    func.func @entry(%in: !stream.binding) {
      return
    }
  }
}
util.func public @main(%r: !stream.resource<transient>, %n: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  // CHECK: stream.cmd.dispatch @asks::@embedded_elf_x86_64::@entry[%{{.+}}] {
  %t0 = stream.cmd.execute on(#hal.device.affinity<@a>) with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.dispatch @asks::@entry[%n] {
      ro %p[%c0 for %n] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  util.return %t0 : !stream.timepoint
}

// -----

// Nothing to run on.

// expected-error @below {{no HAL devices defined in the module}}
module {
  stream.executable private @ex {
    stream.executable.export public @entry
    builtin.module {
      func.func @entry(%in: !stream.binding) {
        return
      }
    }
  }
  util.func public @main(%r: !stream.resource<transient>, %n: index) -> !stream.timepoint {
    %c0 = arith.constant 0 : index
    %t0 = stream.cmd.execute with(%r as %p: !stream.resource<transient>{%n}) {
      stream.cmd.dispatch @ex::@entry {
        ro %p[%c0 for %n] : !stream.resource<transient>{%n}
      }
    } => !stream.timepoint
    util.return %t0 : !stream.timepoint
  }
}

// -----

// Exports of one executable stand in front of each other; those of a code
// generator that says the size of its workgroups make it known to its function.

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
util.global private @a = #hal.device.target<"x", [#cpu]> : !hal.device

// CHECK-LABEL: hal.executable public @pair
// CHECK-NEXT: hal.executable.variant
// CHECK-NEXT: hal.executable.export public @second ordinal(1) layout(#{{.+}}) attributes {hal.interface.bindings = [#hal.interface.binding<0, 0>]}
// CHECK-NEXT: hal.executable.export public @first ordinal(0) layout(#{{.+}}) attributes {hal.interface.bindings = [], note = "kept", workgroup_size = [8 : index, 2 : index, 1 : index]}
// CHECK-NEXT: builtin.module
// CHECK-NEXT: func.func @first() {
// CHECK-DAG: %[[X:.+]] = arith.constant 8 : index
// CHECK-DAG: %[[Y:.+]] = arith.constant 2 : index
// CHECK-DAG: %[[Z:.+]] = arith.constant 1 : index
// CHECK: "test.use"(%[[X]], %[[Y]], %[[Z]])
// CHECK: func.func @second() {
// CHECK: hal.interface.workgroup.size[1] : index
stream.executable public @pair {
  stream.executable.export public @first attributes {config = #iree_codegen.export_config<workgroup_size = [8, 2]>, note = "kept"}
  stream.executable.export public @second
  builtin.module {
    func.func @first() {
      %x = stream.dispatch.workgroup.size[0] : index
      %y = stream.dispatch.workgroup.size[1] : index
      %z = stream.dispatch.workgroup.size[2] : index
      "test.use"(%x, %y, %z) : (index, index, index) -> ()
      return
    }
    func.func @second(%in: !stream.binding) {
      %0 = stream.dispatch.workgroup.size[1] : index
      "test.use"(%0) : (index) -> ()
      return
    }
  }
}

// -----

// Code of one target finds its bindings by way of a table, that of the other
// does not.

#direct = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#indirect = #hal.executable.target<"cuda", "cuda-nvptx-fb", {hal.bindings.indirect}>

// CHECK-DAG: #[[DIRECT:.+]] = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>
// CHECK-DAG: #[[INDIRECT:.+]] = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>], flags = Indirect>]>
util.global private @a = #hal.device.target<"x", [#direct, #indirect]> : !hal.device

// CHECK: hal.executable public @tables
// CHECK: hal.executable.variant public @cuda_nvptx_fb
// CHECK-NEXT: hal.executable.export public @f ordinal(0) layout(#[[INDIRECT]])
// CHECK: hal.executable.variant public @embedded_elf_x86_64
// CHECK-NEXT: hal.executable.export public @f ordinal(0) layout(#[[DIRECT]])
stream.executable public @tables {
  stream.executable.export public @f
  builtin.module {
    func.func @f(%in: !stream.binding) {
      return
    }
  }
}

// -----

// Nothing to compile for, and nothing that wants it.

// CHECK-LABEL: module @no_device
module @no_device {
  // CHECK: stream.executable public @left
  stream.executable public @left {
    stream.executable.export public @f
    builtin.module {
      func.func @f(%in: !stream.binding) {
        return
      }
    }
  }
}

// -----

// A device that names no target cannot be dispatched on.

util.global private @a = #hal.device.target<"x"> : !hal.device
// expected-error @+1 {{has no target to be compiled for; no device of the module names executable targets}}
stream.executable private @wanted {
  stream.executable.export public @f
  builtin.module {
    func.func @f(%in: !stream.binding) {
      return
    }
  }
}
util.func public @main(%r: !stream.resource<transient>, %n: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %t0 = stream.cmd.execute on(#hal.device.affinity<@a>) with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.dispatch @wanted::@f {
      ro %p[%c0 for %n] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  util.return %t0 : !stream.timepoint
}

// -----

// A device that says nothing of itself may be what the module is for.

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
module attributes {hal.device.targets = [#hal.device.target<"x", [#cpu]> : !hal.device]} {
  util.global private @a : !hal.device
  // CHECK: hal.executable public @defaults
  // CHECK-NEXT: hal.executable.variant public @embedded_elf_x86_64
  stream.executable public @defaults {
    stream.executable.export public @f
    builtin.module {
      func.func @f(%in: !stream.binding) {
        return
      }
    }
  }
}

// -----

// An alignment that is no index says nothing.
// CHECK-LABEL: func.func @other_alignment
// CHECK: hal.interface.binding.subspan set(0) binding(0) type(storage_buffer) offset(
util.global private @a = #hal.device.target<"local", [#hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">]> : !hal.device
stream.executable private @ex {
  stream.executable.export public @other_alignment
  builtin.module {
    func.func @other_alignment(%b: !stream.binding {stream.alignment = 64 : i32}) {
      %c0 = arith.constant 0 : index
      %0 = stream.binding.subspan %b[%c0] : !stream.binding -> memref<4xf32>
      "test.use"(%0) : (memref<4xf32>) -> ()
      return
    }
  }
}
util.func public @run(%r: !stream.resource<external>, %n: index) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  %0 = stream.cmd.execute on(#hal.device.affinity<@a>) with(%r as %x: !stream.resource<external>{%n}) {
    stream.cmd.dispatch @ex::@other_alignment {
      rw %x[%c0 for %n] : !stream.resource<external>{%n}
    }
  } => !stream.timepoint
  util.return %0 : !stream.timepoint
}
