// RUN: weirc opt --split-input-file --verify-diagnostics --hal-conversion %s | FileCheck %s

// Each region goes to the queue of its own device; what one device signals the
// other waits for; the fence handed in is signalled by the last work itself.

// CHECK: module {
module attributes {stream.affinity.default = #hal.device.affinity<@a>} {
  util.global private @a : !hal.device
  util.global private @b : !hal.device
  // CHECK: util.global private mutable @state : !hal.buffer
  util.global private mutable @state : !stream.resource<variable>
  // CHECK: util.global private @done : !hal.fence{{$}}
  util.global private @done = #stream.timepoint<immediate> : !stream.timepoint
  // CHECK-LABEL: @two_devices
  // CHECK-SAME: (%[[VIEW:.+]]: !hal.buffer_view, %[[WAIT:.+]]: !hal.fence, %[[SIGNAL:.+]]: !hal.fence) -> !hal.buffer_view
  util.func public @two_devices(%view: !hal.buffer_view, %wait: !hal.fence, %signal: !hal.fence) -> !hal.buffer_view {
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    // CHECK: %[[IN:.+]] = hal.buffer_view.buffer<%[[VIEW]]
    // CHECK: %[[A0:.+]] = util.global.load immutable @a
    // CHECK: %[[ALLOCATOR:.+]] = hal.device.allocator<%[[A0]]
    // CHECK: hal.buffer.assert<%[[IN]] : !hal.buffer> message("tensor") allocator(%[[ALLOCATOR]] : !hal.allocator) minimum_length(%c64) type(DeviceVisible)
    %t0 = stream.timepoint.import %wait : (!hal.fence) => !stream.timepoint
    %in = stream.tensor.import %view : !hal.buffer_view -> tensor<16xf32> in !stream.resource<external>{%c64}
    // CHECK: %[[B0:.+]] = util.global.load immutable @b
    // CHECK: %[[NULL:.+]] = util.null : !hal.fence
    // CHECK: %[[ALLOCATED:.+]] = hal.fence.create device(%[[B0]]
    // CHECK: %[[OUT:.+]] = hal.device.queue.alloca<%[[B0]] : !hal.device> affinity(%{{.+}}) wait(%[[NULL]]) signal(%[[ALLOCATED]])
    // CHECK-SAME: type("HostVisible|DeviceVisible|DeviceLocal")
    %out, %ta = stream.resource.alloca uninitialized on(#hal.device.affinity<@b, [1]>) : !stream.resource<external>{%c64} => !stream.timepoint
    // CHECK: %[[JOIN:.+]] = hal.fence.join at([%[[WAIT]], %[[ALLOCATED]]])
    %join = stream.timepoint.join max(%t0, %ta) => !stream.timepoint
    // CHECK: %[[A1:.+]] = util.global.load immutable @a
    // CHECK: %[[CMD:.+]] = hal.command_buffer.create device(%[[A1]] : !hal.device) mode(OneShot) categories(Transfer)
    // CHECK: hal.command_buffer.fill_buffer<%[[CMD]] : !hal.command_buffer> target(%[[IN]] : !hal.buffer)[%c0, %c64]
    // CHECK-NEXT: hal.command_buffer.execution_barrier<%[[CMD]]
    // CHECK: hal.command_buffer.finalize<%[[CMD]]
    // CHECK: %[[FILLED:.+]] = hal.fence.create device(%[[A1]]
    // CHECK: hal.device.queue.execute<%[[A1]] : !hal.device> affinity(%{{.+}}) wait(%[[JOIN]]) signal(%[[FILLED]]) commands([%[[CMD]]])
    %v = arith.constant 7 : i32
    %t1 = stream.cmd.execute await(%join) => with(%in as %p: !stream.resource<external>{%c64}) {
      stream.cmd.fill %v, %p[%c0 for %c64] : i32 -> !stream.resource<external>{%c64}
    } => !stream.timepoint
    // CHECK: %[[B1:.+]] = util.global.load immutable @b
    // CHECK: %[[QUEUE:.+]] = arith.constant 2 : i64
    // CHECK: hal.command_buffer.copy_buffer<%{{.+}}> source(%[[IN]] : !hal.buffer)[%c0] target(%[[OUT]] : !hal.buffer)[%c0] length(%c64)
    // CHECK: hal.device.queue.execute<%[[B1]] : !hal.device> affinity(%[[QUEUE]]) wait(%[[FILLED]]) signal(%[[SIGNAL]])
    %t2 = stream.cmd.execute on(#hal.device.affinity<@b, [1]>) await(%t1) => with(%in as %p: !stream.resource<external>{%c64}, %out as %q: !stream.resource<external>{%c64}) {
      stream.cmd.copy %p[%c0], %q[%c0], %c64 : !stream.resource<external>{%c64} -> !stream.resource<external>{%c64}
    } => !stream.timepoint
    stream.timepoint.chain_external %t2 => (%signal : !hal.fence)
    // CHECK: %[[RESULT:.+]] = hal.buffer_view.create buffer(%[[OUT]] : !hal.buffer)
    %r = stream.tensor.export %out : tensor<16xf32> in !stream.resource<external>{%c64} -> !hal.buffer_view
    // CHECK: util.return %[[RESULT]]
    util.return %r : !hal.buffer_view
  }
}

// -----

// Nobody waits for the end: no fence is made. Independent commands have no
// barrier between them.

util.global private @a : !hal.device
// CHECK-LABEL: @unobserved
util.func public @unobserved(%r: !stream.resource<transient>, %n: index) {
  %c0 = arith.constant 0 : index
  %v = arith.constant 7 : i32
  // CHECK: hal.command_buffer.create device(%{{.+}} : !hal.device) mode("OneShot|AllowInlineExecution")
  %t = stream.cmd.execute on(#hal.device.affinity<@a>) with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.concurrent {
      // CHECK: hal.command_buffer.fill_buffer
      // CHECK-NEXT: hal.command_buffer.fill_buffer
      // CHECK-NEXT: hal.command_buffer.execution_barrier
      stream.cmd.fill %v, %p[%c0 for %n] : i32 -> !stream.resource<transient>{%n}
      stream.cmd.fill %v, %p[%n for %n] : i32 -> !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  // CHECK: %[[WAIT:.+]] = util.null : !hal.fence
  // CHECK: %[[SIGNAL:.+]] = util.null : !hal.fence
  // CHECK: hal.device.queue.execute<%{{.+}} : !hal.device> affinity(%{{.+}}) wait(%[[WAIT]]) signal(%[[SIGNAL]])
  util.return
}

// -----

// A function that records commands gets the command buffer.

util.global private @a : !hal.device
// CHECK: util.func private @record(%arg0: !hal.command_buffer, %arg1: !hal.buffer, %arg2: index, %arg3: index, %arg4: i32)
stream.cmd.func private @record(%arg0[%arg1 for %arg2]: !stream.resource<*>, %arg3: i32)
// CHECK-LABEL: @call
util.func public @call(%r: !stream.resource<external>, %n: index, %k: i32) -> !stream.timepoint {
  %c0 = arith.constant 0 : index
  // CHECK: %[[CMD:.+]] = hal.command_buffer.create device(%{{.+}} : !hal.device) mode("OneShot|AllowInlineExecution") categories("Transfer|Dispatch")
  // CHECK: util.call @record(%[[CMD]], %arg0, %c0, %arg1, %arg2) : (!hal.command_buffer, !hal.buffer, index, index, i32) -> ()
  %t = stream.cmd.execute on(#hal.device.affinity<@a>) with(%r as %p: !stream.resource<external>{%n}) {
    stream.cmd.call @record(rw %p[%c0 for %n], %k) : (!stream.resource<external>{%n}, i32) -> ()
  } => !stream.timepoint
  util.return %t : !stream.timepoint
}

// -----

// A promise is no device yet.

util.func public @promised(%n: index) -> !stream.resource<transient> {
  // expected-error @below {{failed to resolve affinity: only HAL device affinities are supported}}
  %0 = stream.resource.alloc uninitialized on(#hal.device.promise<@later>) : !stream.resource<transient>{%n}
  util.return %0 : !stream.resource<transient>
}

// -----

// An export that does not count workgroups has as many as the workload says.

hal.executable private @plain {
  hal.executable.variant public @v target(<"llvm-cpu", "embedded-elf-x86_64">) {
    hal.executable.export public @fn ordinal(0) layout(#hal.pipeline.layout<push_constants = 0, sets = []>)
  }
}
// CHECK-LABEL: @plain_workgroups
util.func public @plain_workgroups(%device: !hal.device, %x: index) -> (index, index, index) {
  %c7 = arith.constant 7 : index
  // CHECK: %[[SUM:.+]] = arith.addi %arg1, %c1{{.*}} : index
  // CHECK-NEXT: %[[X:.+]] = arith.subi %[[SUM]], %c1{{.*}} : index
  // CHECK-NEXT: %c8 = arith.constant 8 : index
  // CHECK-NEXT: %[[Y:.+]] = arith.constant 7 : index
  // CHECK-NEXT: %c2 = arith.constant 2 : index
  // CHECK-NEXT: %[[Z:.+]] = arith.constant 1 : index
  // CHECK-NEXT: util.return %[[X]], %[[Y]], %[[Z]]
  %0:3 = hal.executable.calculate_workgroups device(%device : !hal.device) target(@plain::@v::@fn) workload([%x, %c7]) : index, index, index
  util.return %0#0, %0#1, %0#2 : index, index, index
}
