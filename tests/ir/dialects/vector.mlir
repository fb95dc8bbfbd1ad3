// RUN: same %s

// Ops of vector print, parse and print the same.

#map = affine_map<(d0, d1) -> (d1, d0)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d2)>
#map2 = affine_map<(d0, d1, d2) -> (d2, d1)>
#map3 = affine_map<(d0, d1, d2) -> (d0, d1)>
module {
  func.func @memory(%arg0: memref<8x4xf32>, %arg1: index, %arg2: vector<4xf32>, %arg3: vector<4xi1>, %arg4: vector<4xindex>, %arg5: memref<32xf32>) -> vector<4xf32> {
    %0 = vector.load %arg0[%arg1, %arg1] : memref<8x4xf32>, vector<4xf32>
    vector.store %0, %arg0[%arg1, %arg1] : memref<8x4xf32>, vector<4xf32>
    %1 = vector.maskedload %arg5[%arg1], %arg3, %arg2 : memref<32xf32>, vector<4xi1>, vector<4xf32> into vector<4xf32>
    vector.maskedstore %arg5[%arg1], %arg3, %1 : memref<32xf32>, vector<4xi1>, vector<4xf32>
    %2 = vector.expandload %arg5[%arg1], %arg3, %arg2 : memref<32xf32>, vector<4xi1>, vector<4xf32> into vector<4xf32>
    vector.compressstore %arg5[%arg1], %arg3, %2 : memref<32xf32>, vector<4xi1>, vector<4xf32>
    %3 = vector.gather %arg5[%arg1] [%arg4], %arg3, %arg2 : memref<32xf32>, vector<4xindex>, vector<4xi1>, vector<4xf32> into vector<4xf32>
    vector.scatter %arg5[%arg1] [%arg4], %arg3, %3 : memref<32xf32>, vector<4xindex>, vector<4xi1>, vector<4xf32>
    return %3 : vector<4xf32>
  }
  func.func @transfers(%arg0: tensor<8x4xf32>, %arg1: memref<8x4xf32>, %arg2: index, %arg3: f32, %arg4: vector<4xi1>, %arg5: vector<2x4xi1>) -> tensor<8x4xf32> {
    %0 = vector.transfer_read %arg0[%arg2, %arg2], %arg3 : tensor<8x4xf32>, vector<4xf32>
    %1 = vector.transfer_read %arg0[%arg2, %arg2], %arg3, %arg4 {in_bounds = [true]} : tensor<8x4xf32>, vector<4xf32>
    %2 = vector.transfer_read %arg1[%arg2, %arg2], %arg3, %arg5 {permutation_map = #map} : memref<8x4xf32>, vector<4x2xf32>
    vector.transfer_write %1, %arg1[%arg2, %arg2] : vector<4xf32>, memref<8x4xf32>
    %3 = vector.transfer_write %0, %arg0[%arg2, %arg2], %arg4 {in_bounds = [true]} : vector<4xf32>, tensor<8x4xf32>
    return %3 : tensor<8x4xf32>
  }
  func.func @elements(%arg0: vector<4xf32>, %arg1: vector<2x4xf32>, %arg2: f32, %arg3: index, %arg4: i32) -> f32 {
    %0 = vector.broadcast %arg2 : f32 to vector<4xf32>
    %1 = vector.splat %arg2 : vector<4xf32>
    %2 = vector.fma %0, %1, %arg0 : vector<4xf32>
    %3 = vector.extract %arg1[1] : vector<4xf32> from vector<2x4xf32>
    %4 = vector.extract %arg1[1, %arg3] : f32 from vector<2x4xf32>
    %5 = vector.insert %3, %arg1 [0] : vector<4xf32> into vector<2x4xf32>
    %6 = vector.extractelement %arg0[%arg4 : i32] : vector<4xf32>
    %7 = vector.insertelement %6, %arg0[%arg3 : index] : vector<4xf32>
    %8 = vector.shuffle %arg0, %7 [0, 5] : vector<4xf32>, vector<4xf32>
    %9 = vector.interleave %8, %8 : vector<2xf32> -> vector<4xf32>
    %res1, %res2 = vector.deinterleave %9 : vector<4xf32> -> vector<2xf32>
    %10 = vector.reduction <add>, %2 : vector<4xf32> into f32
    %11 = vector.reduction <maximumf>, %2, %10 fastmath<reassoc> : vector<4xf32> into f32
    return %11 : f32
  }
  func.func @shapes(%arg0: vector<4xf32>, %arg1: vector<2x4xf32>, %arg2: index) -> vector<2x4xf32> {
    %0 = vector.shape_cast %arg0 : vector<4xf32> to vector<2x2xf32>
    %1 = vector.transpose %arg1, [1, 0] : vector<2x4xf32> to vector<4x2xf32>
    %2 = vector.bitcast %arg0 : vector<4xf32> to vector<4xi32>
    %3 = vector.create_mask %arg2, %arg2 : vector<2x4xi1>
    %4 = vector.constant_mask [1, 2] : vector<2x4xi1>
    %5 = vector.step : vector<4xindex>
    %6 = vector.extract_strided_slice %arg1 {offsets = [0, 2], sizes = [2, 2], strides = [1, 1]} : vector<2x4xf32> to vector<2x2xf32>
    %7 = vector.insert_strided_slice %6, %arg1 {offsets = [0, 2], strides = [1, 1]} : vector<2x2xf32> into vector<2x4xf32>
    %vscale = vector.vscale
    return %7 : vector<2x4xf32>
  }
  func.func @products(%arg0: vector<4x8xf32>, %arg1: vector<8x4xf32>, %arg2: vector<4x4xf32>, %arg3: vector<4xf32>, %arg4: f32) -> vector<4x4xf32> {
    %0 = vector.contract {indexing_maps = [#map1, #map2, #map3], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %arg0, %arg1, %arg2 : vector<4x8xf32>, vector<8x4xf32> into vector<4x4xf32>
    %1 = vector.outerproduct %arg3, %arg3 : vector<4xf32>, vector<4xf32>
    %2 = vector.outerproduct %arg3, %arg3, %0 {kind = #vector.kind<maximumf>} : vector<4xf32>, vector<4xf32>
    %3 = vector.outerproduct %arg3, %arg4 : vector<4xf32>, f32
    %4 = vector.multi_reduction <add>, %arg0, %arg3 [1] : vector<4x8xf32> to vector<4xf32>
    return %2 : vector<4x4xf32>
  }
}
