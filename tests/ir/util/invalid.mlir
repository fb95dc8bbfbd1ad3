// RUN: weirc opt --split-input-file --verify-diagnostics %s

util.func private @constant_of_type() {
  // expected-error @+1 {{'util.buffer.constant' op unsupported non-serializable constant attribute type}}
  %0 = util.buffer.constant : !util.buffer = unit
  util.return
}

// -----

util.func private @address_of_nothing() {
  // expected-error @+1 {{'util.global.address' op undefined global: @nowhere}}
  %0 = util.global.address @nowhere : !util.ptr<i32>
  util.return
}

// -----

util.func private @two_offsets_one_length(%a: i32) {
  // expected-error @+1 {{'util.range.extents' op expected one length for each of 2 offsets, found 1}}
  %0:2 = "util.range.extents"(%a, %a, %a) <{operandSegmentSizes = array<i32: 2, 1>}> : (i32, i32, i32) -> (i32, i32)
  util.return
}

// -----

// What returns and calls would say of a function that has no type is not said.

// expected-error @+1 {{'util.func' op requires attribute 'function_type'}}
"util.func"() <{sym_name = "no_type"}> ({
  "util.return"() : () -> ()
}) : () -> ()
util.func private @calls_it() {
  util.call @no_type() : () -> ()
  util.return
}
