// RUN: weirc opt --allow-unregistered-dialect %s | FileCheck %s
// RUN: weirc opt --allow-unregistered-dialect %s | weirc opt --allow-unregistered-dialect | FileCheck %s

// Numbers that do not fit together stay apart.

// CHECK: #map = affine_map<(d0) -> ((d0 * 9223372036854775807) * 3)>
// CHECK: #map1 = affine_map<(d0) -> (d0 + 9223372036854775807 + 9223372036854775807)>
// CHECK: #map2 = affine_map<(d0) -> (d0 * 9223372036854775807 + d0 * 9223372036854775807)>
// CHECK: #map3 = affine_map<(d0) -> (d0 * 6)>
// CHECK: #map4 = affine_map<(d0) -> (d0 mod 8)>
// CHECK: #map5 = affine_map<(d0) -> ((d0 mod 8) mod 12)>
// CHECK: #map6 = affine_map<(d0) -> (d0 + 922 * 9223372036854775807)>
// CHECK: #map7 = affine_map<(d0) -> (d0 * (9223372036854775807 + 5))>
"maps"() {
  a = affine_map<(d0) -> (d0 * 9223372036854775807 * 3)>,
  b = affine_map<(d0) -> (d0 + 9223372036854775807 + 9223372036854775807)>,
  c = affine_map<(d0) -> (d0 * 9223372036854775807 + d0 * 9223372036854775807)>,
  d = affine_map<(d0) -> (d0 * 2 * 3)>,
  e = affine_map<(d0) -> (d0 mod 24 mod 8)>,
  f = affine_map<(d0) -> (d0 mod 8 mod 12)>,
  g = affine_map<(d0) -> (d0 + 922 * 9223372036854775807)>,
  h = affine_map<(d0) -> ((9223372036854775807 + 5) * d0)>
} : () -> ()
