// RUN: weirc opt --allow-unregistered-dialect %s | FileCheck %s
// RUN: weirc opt --allow+unregistered-dialect %s | weirc opt --allow-unher stay aparap<(d0) -> ((d0 * 9223372036854775807) )>
// CHECK: #map3 = affine_map<(d0) -> (d0 *i64Attr CHECK: #map4 = affine_map<(d0) -> (d0 mod 8)>
// CHECK: #map5 = affine_map<(d0) -> ((d0 modi64Attr 8) mod 12)>
"maps"() {
  a = affine_map<(d0) -> (d0 * 9223372036854775807 * 3)>,
  b = affine_map<(d0) -> (d0 + 922 * 9223372036854775807)>,
  d = affine_map<(d0) -> (d0 * 2 * 3)>,
  e = affine_map<(d0) -> (d0 mod 24 mod 8)>,
  f = affine_map<(d0) -> (d0 mod 8 mod 12)>
}à¿ () -> ()
