// RUN: weirc opt --split-input-file --verify-diagnostics --stream-schedule-allocation %s

// Commands of a region cannot wait for the host.

util.func private @act()

util.func private @effect(%size: index) -> (!stream.resource<transient>, !stream.timepoint) {
  %c1 = arith.constant 1 : i8
  %r, %t = stream.async.execute with() -> !stream.resource<transient>{%size} {
    // expected-error @+1 {{'util.call' op has no command form in an execution region}}
    util.call @act() : () -> ()
    %0 = stream.async.splat %c1 : i8 -> !stream.resource<transient>{%size}
    stream.yield %0 : !stream.resource<transient>{%size}
  } => !stream.timepoint
  util.return %r, %t : !stream.resource<transient>, !stream.timepoint
}

// -----

util.func private @of_the_region(%size: index) -> (!stream.resource<transient>, !stream.timepoint) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i8
  %r, %t = stream.async.execute with() -> !stream.resource<transient>{%size} {
    %0 = stream.async.splat %c1 : i8 -> !stream.resource<transient>{%size}
    // expected-error @+1 {{'stream.resource.size' op has no command form in an execution region}}
    %n = stream.resource.size %0 : !stream.resource<transient>
    %1 = stream.async.fill %c1, %0[%c0 to %n for %n] : i8 -> %0 as !stream.resource<transient>{%size}
    stream.yield %1 : !stream.resource<transient>{%size}
  } => !stream.timepoint
  util.return %r, %t : !stream.resource<transient>, !stream.timepoint
}

// -----

stream.async.func private @f(%arg0: !stream.resource<transient>) -> !stream.resource<transient>

util.func private @not_scheduled(%arg0: !stream.resource<transient>, %size: index) -> !stream.resource<transient> {
  %c0 = arith.constant 0 : index
  // expected-error @+1 {{'stream.async.call' op stands outside of execution regions and calls what becomes a function of commands}}
  %0 = stream.async.call @f(%arg0[%c0 to %size for %size]) : (!stream.resource<transient>{%size}) -> !stream.resource<transient>{%size}
  util.return %0 : !stream.resource<transient>
}
