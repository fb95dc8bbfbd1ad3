// RUN: weirc opt --split-input-file --verify-diagnostics --util-test-conversion %s

// Buffers of more dimensions have to be made flat before.

// expected-error @below {{conversion to util failed}}
module {
  util.func public @square(%b: memref<4x4xf32>, %i: index) -> f32 {
    // expected-error @below {{failed to legalize operation 'memref.load' that was explicitly marked illegal}}
    %0 = memref.load %b[%i, %i] : memref<4x4xf32>
    util.return %0 : f32
  }
}

// -----

// expected-error @below {{conversion to util failed}}
module {
  // expected-error @below {{failed to legalize operation 'memref.global'}}
  memref.global "private" @mutable : memref<4xf32> = dense<1.0>
}

// -----

// Buffers hold numbers.

// expected-error @below {{conversion to util failed}}
module {
  util.func public @devices(%b: memref<?x!hal.device>, %i: index) -> !hal.device {
    // expected-error @below {{failed to legalize operation 'memref.load' that was explicitly marked illegal}}
    %0 = memref.load %b[%i] : memref<?x!hal.device>
    // expected-error @below {{failed to legalize operation 'memref.store' that was explicitly marked illegal}}
    memref.store %0, %b[%i] : memref<?x!hal.device>
    util.return %0 : !hal.device
  }
}
