// RUN: same %s

// Affine loops, conditions and accesses print, parse and print the same.

#map = affine_map<(d0)[s0] -> (d0, s0 + 1)>
#map1 = affine_map<(d0) -> (d0 * 2)>
#map2 = affine_map<()[s0] -> (s0 floordiv 4)>
#set = affine_set<(d0)[s0] : (d0 - 2 >= 0, -d0 + s0 >= 0, d0 - 3 == 0)>
#set1 = affine_set<() : (0 == 0)>
module {
  func.func @nest(%arg0: index, %arg1: memref<10x?xf32>, %arg2: f32) {
    affine.for %arg3 = -4 to 10 {
      affine.for %arg4 = max #map(%arg3)[%arg0] to min #map(%arg3)[%arg0] step 3 {
        affine.store %arg2, %arg1[%arg3, %arg4 * 2 + symbol(%arg0) - 1] : memref<10x?xf32>
        %0 = affine.load %arg1[(%arg3 + %arg4) mod 3, 7] {cached} : memref<10x?xf32>
        affine.if #set(%arg3)[%arg0] {
          affine.store %0, %arg1[%arg3, %arg4 ceildiv symbol(%arg0)] : memref<10x?xf32>
        } else {
          affine.store %0, %arg1[0, 0] : memref<10x?xf32>
        }
        affine.if #set1() {
        } {always}
      } {unroll = 2 : i64}
    }
    return
  }
  func.func @carried(%arg0: index, %arg1: index, %arg2: f32, %arg3: memref<f32>) -> (f32, f32) {
    %0:2 = affine.for %arg4 = %arg0 to #map1(%arg1) iter_args(%arg5 = %arg2, %arg6 = %arg2) -> (f32, f32) {
      %2 = affine.if #set(%arg4)[%arg0] -> f32 {
        affine.yield %arg5 : f32
      } else {
        affine.yield %arg6 : f32
      }
      affine.yield %2, %arg5 : f32, f32
    }
    affine.for %arg4 = #map2()[%arg0] to %arg1 {
    }
    %1 = affine.load %arg3[] : memref<f32>
    return %0#0, %1 : f32, f32
  }
  func.func @parallel(%arg0: index, %arg1: index, %arg2: f32, %arg3: memref<10x?xf32>) -> (f32, f32) {
    affine.parallel (%arg4, %arg5) = (0, %arg0) to (10, %arg1) {
      affine.store %arg2, %arg3[%arg4, %arg5] : memref<10x?xf32>
    }
    affine.parallel (%arg4, %arg5) = (max(0, %arg0), 1) to (min(%arg0 + 1, %arg1 floordiv 2), symbol(%arg0) * 2) step (2, 3) {
    } {tile = 4 : i64}
    affine.parallel () = () to () {
    }
    %0:2 = affine.parallel (%arg4) = (0) to (8) reduce ("addf", "maximumf") -> (f32, f32) {
      affine.yield %arg2, %arg2 : f32, f32
    }
    return %0#0, %0#1 : f32, f32
  }
}
