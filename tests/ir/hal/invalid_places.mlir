// RUN: weirc opt --split-input-file --verify-diagnostics --hal-conversion %s

// Only devices that are globals can be looked up.

util.func public @promise() -> !hal.device {
  // expected-error @+1 {{'stream.context.resolve' op failed to resolve affinity: only HAL device affinities are supported}}
  %0 = stream.context.resolve on(#hal.device.promise<@dev>) : !hal.device
  util.return %0 : !hal.device
}

// -----

util.func public @nested() -> !hal.device {
  // expected-error @+1 {{failed to legalize operation 'hal.device.resolve' that was explicitly marked illegal}}
  %0 = hal.device.resolve on(<@inner::@dev>) : !hal.device
  util.return %0 : !hal.device
}

// -----

// Memory of the host in place of a device's own: not for what the program gives
// away.

util.global private @device : !hal.device
util.func public @map(%buffer: !util.buffer, %n: index) -> !stream.resource<external> {
  %c0 = arith.constant 0 : index
  // expected-error @+2 {{unsupported resource lifetime: external}}
  // expected-error @+1 {{failed to legalize operation 'stream.resource.try_map'}}
  %ok, %r = stream.resource.try_map on(#hal.device.affinity<@device>) %buffer[%c0] : !util.buffer -> i1, !stream.resource<external>{%n}
  util.return %r : !stream.resource<external>
}

// -----

// Only fences can be waited for and signalled.

util.func public @import(%value: i64) -> !stream.timepoint {
  // expected-error @+1 {{failed to legalize operation 'stream.timepoint.import'}}
  %0 = stream.timepoint.import %value : (i64) => !stream.timepoint
  util.return %0 : !stream.timepoint
}

// -----

util.func public @export(%t: !stream.timepoint) -> !hal.semaphore {
  // expected-error @+1 {{failed to legalize operation 'stream.timepoint.export'}}
  %0 = stream.timepoint.export %t => (!hal.semaphore)
  util.return %0 : !hal.semaphore
}

// -----

util.func public @chain(%t: !stream.timepoint, %s: !hal.semaphore) {
  // expected-error @+1 {{failed to legalize operation 'stream.timepoint.chain_external'}}
  stream.timepoint.chain_external %t => (%s : !hal.semaphore)
  util.return
}

// -----

// A place is loaded from the global of its device, which must be there.

util.func public @no_such_device(%n: index) -> !stream.resource<transient> {
  // expected-error @+1 {{'stream.resource.alloc' op undefined global: @nowhere}}
  %0 = stream.resource.alloc uninitialized on(#hal.device.affinity<@nowhere>) : !stream.resource<transient>{%n}
  util.return %0 : !stream.resource<transient>
}

// -----

util.global private @counter : i32
util.func public @other_global() -> !hal.device {
  // expected-error @+1 {{'hal.device.resolve' op global @counter is no device}}
  %0 = hal.device.resolve on(<@counter>) : !hal.device
  util.return %0 : !hal.device
}
