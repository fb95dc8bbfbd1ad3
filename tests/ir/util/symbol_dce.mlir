// RUN: weirc opt --split-input-file --symbol-dce %s | FileCheck %s

// What nothing public leads to is dropped, however much of it holds on to each
// other.

// CHECK: module {
module {
  // CHECK-NEXT: func.func @entry
  func.func @entry() {
    func.call @used() : () -> ()
    func.return
  }
  // CHECK: func.func private @used
  func.func private @used() {
    func.call @used_by_used() : () -> ()
    func.return
  }
  // CHECK: func.func private @used_by_used()
  func.func private @used_by_used()
  // CHECK-NOT: @unused
  // CHECK-NOT: @one
  // CHECK-NOT: @other
  func.func private @unused()
  func.func private @one() {
    func.call @other() : () -> ()
    func.return
  }
  func.func private @other() {
    func.call @one() : () -> ()
    func.return
  }
}

// -----

// Attributes of ops without a name and of the table itself hold on as well.

// CHECK-LABEL: module attributes {by = @in_the_table}
module attributes {by = @in_the_table} {
  // CHECK: util.global private @in_the_table
  util.global private @in_the_table : i32
  // CHECK: util.global private @loaded
  util.global private @loaded : i32
  // CHECK: util.global private @nested
  util.global private @nested : i32
  // CHECK-NOT: @lonely
  util.global private @lonely : i32
  util.initializer {
    %0 = util.global.load @loaded : i32
    util.optimization_barrier {where = [{which = @nested}]} %0 : i32
    util.return
  }
}

// -----

// Every table inside is cleaned, those of dropped symbols with them.

// CHECK-LABEL: module {
module {
  // CHECK-NEXT: module @kept {
  module @kept {
    // CHECK-NEXT: func.func private @named()
    func.func private @named()
    // CHECK-NOT: @not_named
    func.func private @not_named()
  }
  // CHECK: func.func @refers() attributes {to = @kept::@named}
  func.func @refers() attributes {to = @kept::@named} {
    func.return
  }
  // CHECK-NOT: @dropped
  module @dropped attributes {sym_visibility = "private"} {
    func.func @public_inside() {
      func.return
    }
  }
}
