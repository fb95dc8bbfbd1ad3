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
