// RUN: weirc opt --split-input-file --allow-unregistered-dialect --canonicalize=test-convergence %s | FileCheck %s

// Cases that do what the default does go; others keep their place.
// CHECK-LABEL: @like_default
// CHECK-NEXT: cf.switch %arg0 : i8, [
// CHECK-NEXT: default: ^bb1(%arg1 : f32),
// CHECK-NEXT: 253: ^bb2(%arg2 : f32),
// CHECK-NEXT: 9: ^bb1(%arg2 : f32)
// CHECK-NEXT: ]
func.func @like_default(%flag: i8, %a: f32, %b: f32) -> f32 {
  cf.switch %flag : i8, [
    default: ^left(%a : f32),
    5: ^left(%a : f32),
    -3: ^right(%b : f32),
    9: ^left(%b : f32)
  ]
^left(%x: f32):
  "test.left"() : () -> ()
  return %x : f32
^right(%y: f32):
  "test.right"() : () -> ()
  return %y : f32
}

// -----

// With no case left it is a branch.
// CHECK-LABEL: @all_like_default
// CHECK-NEXT: return %arg1
func.func @all_like_default(%flag: i32, %a: i64) -> i64 {
  cf.switch %flag : i32, [
    default: ^end(%a : i64),
    1: ^end(%a : i64)
  ]
^end(%x: i64):
  return %x : i64
}

// -----

// Blocks that only branch are skipped.
// CHECK-LABEL: @skipped
// CHECK-NEXT: cf.switch %arg0 : i32, [
// CHECK-NEXT: default: ^bb1(%arg0 : i32),
// CHECK-NEXT: 12: ^bb1(%arg1 : i32)
func.func @skipped(%flag: i32, %a: i32) -> i32 {
  cf.switch %flag : i32, [
    default: ^first,
    12: ^second(%a : i32)
  ]
^first:
  cf.br ^end(%flag : i32)
^second(%b: i32):
  cf.br ^end(%b : i32)
^end(%x: i32):
  "test.end"() : () -> ()
  return %x : i32
}

// -----

// Behind a switch of the same flag: a case knows it, the default rules cases out.
// CHECK-LABEL: @again
// CHECK: cf.switch %arg0 : i32, [
// CHECK-NEXT: default: ^bb1,
// CHECK-NEXT: 3: ^bb2
// CHECK: ^bb1:
// CHECK-NEXT: "test.other"
// CHECK-NEXT: cf.switch %arg0 : i32, [
// CHECK-NEXT: default: ^bb3,
// CHECK-NEXT: 4: ^bb4
// CHECK-NEXT: ]
// CHECK: ^bb2:
// CHECK-NEXT: "test.three"
// CHECK-NEXT: "test.b"
// CHECK-NEXT: return
func.func @again(%flag: i32) {
  cf.switch %flag : i32, [
    default: ^other,
    3: ^three
  ]
^other:
  "test.other"() : () -> ()
  cf.switch %flag : i32, [
    default: ^a,
    3: ^b,
    4: ^c
  ]
^three:
  "test.three"() : () -> ()
  cf.switch %flag : i32, [
    default: ^a,
    3: ^b
  ]
^a:
  "test.a"() : () -> ()
  return
^b:
  "test.b"() : () -> ()
  return
^c:
  "test.c"() : () -> ()
  return
}

// -----

// Another flag says nothing.
// CHECK-LABEL: @other_flag
// CHECK: cf.switch %arg0
// CHECK: cf.switch %arg1 : i32, [
// CHECK-NEXT: default: ^bb2,
// CHECK-NEXT: 3: ^bb3
func.func @other_flag(%flag: i32, %other: i32) {
  cf.switch %flag : i32, [
    default: ^a,
    3: ^next
  ]
^next:
  "test.next"() : () -> ()
  cf.switch %other : i32, [
    default: ^a,
    3: ^b
  ]
^a:
  "test.a"() : () -> ()
  return
^b:
  "test.b"() : () -> ()
  return
}
