// RUN: same %s

// Ops of memref print, parse and print the same.

module {
  memref.global "private" constant @table : memref<2xf32> = dense<[1.000000e+00, 2.000000e+00]> {alignment = 64 : i64}
  memref.global @open : memref<2xf32> = uninitialized
  memref.global "private" @declared : memref<f32>
  func.func @uses(%arg0: memref<?xf32>, %arg1: index) -> index {
    %0 = memref.get_global @table : memref<2xf32>
    %alloca = memref.alloca() {alignment = 64 : i64} : memref<16xi32>
    %alloca_0 = memref.alloca(%arg1) : memref<?xi32>
    memref.assume_alignment %arg0, 64 : memref<?xf32>
    %cast = memref.cast %0 : memref<2xf32> to memref<?xf32>
    %reinterpret_cast = memref.reinterpret_cast %arg0 to offset: [0], sizes: [5], strides: [1] : memref<?xf32> to memref<5xf32>
    %reinterpret_cast_1 = memref.reinterpret_cast %arg0 to offset: [%arg1], sizes: [%arg1], strides: [1] : memref<?xf32> to memref<?xf32, strided<[1], offset: ?>>
    %c0 = arith.constant 0 : index
    %dim = memref.dim %alloca_0, %c0 : memref<?xi32>
    return %dim : index
  }
}
